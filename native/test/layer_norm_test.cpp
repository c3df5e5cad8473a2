// SPDX-License-Identifier: Apache-2.0
// Layer norm against double precision, and its gradients against differences of that.
#include <cmath>

#include "arrays.h"

using namespace timbrel::test;

namespace {

std::vector<double> exact_row(const std::vector<double> &x, const float *gain, double *rstd) {
    double mean = 0, variance = 0;
    for (const double value : x) {
        mean += value / static_cast<double>(x.size());
    }
    for (const double value : x) {
        variance += (value - mean) * (value - mean) / static_cast<double>(x.size());
    }
    *rstd = 1 / std::sqrt(variance + 1e-5);
    std::vector<double> y;
    for (size_t k = 0; k < x.size(); ++k) {
        y.push_back((gain ? gain[k] : 1) * (x[k] - mean) * *rstd);
    }
    return y;
}

// What dy gives of a row of y.
double loss(const std::vector<double> &x, const float *gain, const float *dy) {
    double rstd, sum = 0;
    const auto y = exact_row(x, gain, &rstd);
    for (size_t k = 0; k < y.size(); ++k) {
        sum += dy[k] * y[k];
    }
    return sum;
}

struct Norm {
    int64_t R, W;
    std::vector<float> x, gain, dy;

    Norm(int64_t R, int64_t W, float shift) : R(R), W(W) {
        Random random(static_cast<uint64_t>(R * 1009 + W));
        x = random.uniforms(R * W, 2);
        for (float &value : x) {
            value += shift;
        }
        gain = random.uniforms(W, 1.5f);
        dy = random.uniforms(R * W, 1);
    }

    std::vector<double> row(int64_t r) const {
        return {x.begin() + r * W, x.begin() + (r + 1) * W};
    }
};

void test_forward(const Norm &in, const char *where, std::vector<float> *normed_out,
        std::vector<float> *rstd_out) {
    Poisoned y(in.R * in.W), normed(in.R * in.W), rstd(in.R);
    check_ok(tb_cpu_layer_norm_forward(
                     in.R, in.W, in.x.data(), in.gain.data(), y.data(), normed.data(), rstd.data()),
            where);
    std::vector<double> exact_y, exact_normed, exact_rstd(static_cast<size_t>(in.R));
    for (int64_t r = 0; r < in.R; ++r) {
        double *root = &exact_rstd[static_cast<size_t>(r)];
        for (const double value : exact_row(in.row(r), in.gain.data(), root)) {
            exact_y.push_back(value);
        }
        for (const double value : exact_row(in.row(r), nullptr, root)) {
            exact_normed.push_back(value);
        }
    }
    const auto actual = y.take(where, "y");
    *normed_out = normed.take(where, "normed");
    *rstd_out = rstd.take(where, "rstd");
    // The mean of values near 100 is good to some 1e-5, a hundred thousandth of their spread.
    const double tolerance = std::fabs(in.x[0]) > 50 ? 3e-5 : 2e-6;
    check_close(where, "y", actual, exact_y, tolerance);
    check_close(where, "normed", *normed_out, exact_normed, tolerance);
    check_close(where, "rstd", *rstd_out, exact_rstd, in.W == 1 ? 2e-6 : tolerance);

    // In place, and without what the way back needs.
    std::vector<float> place = in.x;
    check_ok(tb_cpu_layer_norm_forward(
                     in.R, in.W, place.data(), in.gain.data(), place.data(), nullptr, nullptr),
            where);
    check_same_bits(where, "y in place", place, actual);
}

void test_backward(const Norm &in, const char *where, const std::vector<float> &normed,
        const std::vector<float> &rstd) {
    std::vector<double> exact_dx, exact_dgain(static_cast<size_t>(in.W), 0.5);
    for (int64_t r = 0; r < in.R; ++r) {
        const float *dy = in.dy.data() + r * in.W;
        auto row = in.row(r);
        double root;
        const auto y = exact_row(row, nullptr, &root);
        for (size_t k = 0; k < row.size(); ++k) {
            const double step = 1e-5, centre = row[k];
            row[k] = centre + step;
            double slope = loss(row, in.gain.data(), dy);
            row[k] = centre - step;
            slope -= loss(row, in.gain.data(), dy);
            row[k] = centre;
            exact_dx.push_back(slope / (2 * step));
            exact_dgain[k] += dy[k] * y[k];
        }
    }
    Poisoned dx(in.R * in.W);
    std::vector<float> dgain(static_cast<size_t>(in.W), 0.5f), again = dgain, place = in.dy;
    check_ok(tb_cpu_layer_norm_backward(in.R, in.W, in.gain.data(), normed.data(), rstd.data(),
                     in.dy.data(), dx.data(), dgain.data()),
            where);
    const auto actual = dx.take(where, "dx");
    // Rounding grows with the number of rows, and with rstd, up to 316 in rows of one element.
    check_close(where, "dx", actual, exact_dx, in.W == 1 ? 1e-3 : 2e-5);
    check_close(where, "dgain", dgain, exact_dgain, 2e-6 * std::sqrt(static_cast<double>(in.R)));

    check_ok(tb_cpu_layer_norm_backward(in.R, in.W, in.gain.data(), normed.data(), rstd.data(),
                     place.data(), place.data(), again.data()),
            where);
    check_same_bits(where, "dx in place", place, actual);
    check_same_bits(where, "dgain in place", again, dgain);
}

void test_size(int64_t R, int64_t W) {
    char where[64];
    std::snprintf(where, sizeof where, "R=%d W=%d", int(R), int(W));
    const Norm in(R, W, 0);
    std::vector<float> normed, rstd;
    test_forward(in, where, &normed, &rstd);
    test_backward(in, where, normed, rstd);
}

// Far from 0 the two passes keep what one would lose.
void test_shifted() {
    std::vector<float> normed, rstd;
    test_forward(Norm(5, 200, 100), "shifted", &normed, &rstd);
}

// A row's bits depend neither on the other rows nor on the threads.
void test_threads() {
    const Norm in(301, 515, 1);
    std::vector<float> first_y, first_dx, first_dgain;
    for (const int64_t threads : {1, 2, 3}) {
        check_ok(tb_cpu_set_threads(threads), "threads");
        std::vector<float> y(in.x.size()), normed = y, dx = y, rstd(301), dgain(515, 0);
        check_ok(tb_cpu_layer_norm_forward(in.R, in.W, in.x.data(), in.gain.data(), y.data(),
                         normed.data(), rstd.data()),
                "forward");
        check_ok(tb_cpu_layer_norm_backward(in.R, in.W, in.gain.data(), normed.data(), rstd.data(),
                         in.dy.data(), dx.data(), dgain.data()),
                "backward");
        if (threads == 1) {
            first_y = y;
            first_dx = dx;
            first_dgain = dgain;
        }
        check_same_bits("threads", "y", y, first_y);
        check_same_bits("threads", "dx", dx, first_dx);
        check_same_bits("threads", "dgain", dgain, first_dgain);
        std::vector<float> alone(515);
        check_ok(tb_cpu_layer_norm_forward(1, in.W, in.x.data() + 300 * in.W, in.gain.data(),
                         alone.data(), nullptr, nullptr),
                "alone");
        check_same_bits("alone", "y", alone.data(), y.data() + 300 * in.W, alone.size());
    }
    check_ok(tb_cpu_set_threads(0), "threads");
}

void test_arguments() {
    float some[4] = {1, 2, 3, 4};
    check_refused(tb_cpu_layer_norm_forward(-1, 2, some, some, some, nullptr, nullptr),
            "tb_cpu_layer_norm_forward: R is -1, but must be at least 0");
    check_refused(tb_cpu_layer_norm_forward(1, 0, some, some, some, nullptr, nullptr),
            "tb_cpu_layer_norm_forward: W is 0, but must be at least 1");
    check_refused(tb_cpu_layer_norm_forward(2, 2, some, nullptr, some, nullptr, nullptr),
            "tb_cpu_layer_norm_forward: gain [W] is NULL, but has elements at R 2, W 2");
    check_refused(tb_cpu_layer_norm_forward(2, 2, some, some, nullptr, nullptr, nullptr),
            "tb_cpu_layer_norm_forward: y [R,W] is NULL, but has elements at R 2, W 2");
    check_refused(tb_cpu_layer_norm_forward(
                          INT64_C(1) << 40, INT64_C(1) << 30, some, some, some, nullptr, nullptr),
            "tb_cpu_layer_norm_forward: R 1099511627776, W 1073741824 make an array of more than "
            "2^63 - 1 bytes");
    check_refused(tb_cpu_layer_norm_backward(2, 2, some, some, nullptr, some, some, some),
            "tb_cpu_layer_norm_backward: rstd [R] is NULL, but has elements at R 2, W 2");
    check_refused(tb_cpu_layer_norm_backward(2, 2, some, some, some, some, some, nullptr),
            "tb_cpu_layer_norm_backward: dgain [W] is NULL, but has elements at R 2, W 2");
    check_ok(tb_cpu_layer_norm_forward(0, 4, nullptr, some, nullptr, nullptr, nullptr), "no rows");
    check_ok(tb_cpu_layer_norm_backward(0, 4, some, nullptr, nullptr, nullptr, nullptr, some),
            "no rows");
    check(some[0] == 1 && some[3] == 4, "no rows change the gain's gradient");
}

}  // namespace

int main() {
    for (const int64_t R : {1, 3, 70}) {
        for (const int64_t W : {1, 2, 15, 16, 33, 129}) {
            test_size(R, W);
        }
    }
    test_shifted();
    test_threads();
    test_arguments();
    return report("layer_norm_test");
}
