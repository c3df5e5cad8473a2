// SPDX-License-Identifier: Apache-2.0
// Checks that something ends the process, by a signal.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <string>

#include "check.h"

namespace timbrel::test {

// A process of its own does it; why: part of the line that it leaves, empty where it leaves none.
inline void check_dies(const char *what, const char *why, const std::function<void()> &action) {
    std::fflush(nullptr);
    int ends[2];
    if (!check(pipe(ends) == 0, "%s: there is no pipe", what)) {
        return;
    }
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        action();
        _exit(0);
    }
    close(ends[1]);
    std::string said;
    char some[256];
    for (ssize_t count; (count = read(ends[0], some, sizeof some)) > 0;) {
        said.append(some, static_cast<size_t>(count));
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    check(child > 0 && WIFSIGNALED(status), "%s is not found out", what);
    check(said.find(why) != std::string::npos, "%s: it says \"%s\" and not \"%s\"", what,
            said.c_str(), why);
}

}  // namespace timbrel::test
