// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The command line: one class a command, which turns options into a job's settings, runs the job,
 * and prints what came of it. Results go to standard output; progress, warnings and errors go to
 * standard error.
 */
package org.timbrel.app.cli;
