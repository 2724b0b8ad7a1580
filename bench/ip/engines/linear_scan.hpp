// Every range compared with every address: what a handful of ranges costs without any structure.
#pragma once

#include "engine.hpp"

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#include <immintrin.h>
#define CORDON_BENCH_LINEAR_AVX512 1
#endif

namespace bench {

template <class A>
class linear_scan {
public:
    using key = A;
    using answer = std::uint32_t;

    explicit linear_scan(const std::vector<piece<A>>& pieces) : pieces_(pieces) {}
    static std::uint32_t number(answer value) { return value; }
    answer operator()(A address) const
    {
        for (const piece<A>& p : pieces_)
            if (p.first <= address && address <= p.last)
                return p.value;
        return 0;
    }

private:
    std::vector<piece<A>> pieces_;
};

#if defined(CORDON_BENCH_LINEAR_AVX512)
/// IPv4 sets. One address is compared with 16 ranges at a time, or 64 addresses with one range.
class linear_scan_avx512 {
public:
    using key = address_v4;
    using answer = bool;

    explicit linear_scan_avx512(const std::vector<piece<address_v4>>& pieces)
    {
        for (const auto& p : pieces) {
            firsts_.push_back(p.first.to_uint());
            spans_.push_back(p.last.to_uint() - p.first.to_uint());
        }
        // Filled up with the last range again, which changes nothing.
        while (firsts_.size() % 16 != 0) {
            firsts_.push_back(firsts_.back());
            spans_.push_back(spans_.back());
        }
        size_ = pieces.size();
    }
    static std::uint32_t number(bool inside) { return inside; }

    bool operator()(address_v4 address) const
    {
        const __m512i x = _mm512_set1_epi32(int(address.to_uint()));
        __mmask16 found = 0;
        for (std::size_t i = 0; i < firsts_.size() && found == 0; i += 16)
            found = inside(x, _mm512_loadu_si512(&firsts_[i]), _mm512_loadu_si512(&spans_[i]));
        return found != 0;
    }

    void batch(const address_v4* addresses, bool* answers, std::size_t n) const
    {
        for (std::size_t at = 0; at < n; at += 64) {
            __m512i x[4];
            for (std::size_t j = 0; j < 4; ++j)
                x[j] = _mm512_loadu_si512(addresses + at + 16 * j);
            __mmask16 found[4]{};
            for (std::size_t i = 0; i < size_; ++i) {
                const __m512i first = _mm512_set1_epi32(int(firsts_[i]));
                const __m512i span = _mm512_set1_epi32(int(spans_[i]));
                for (std::size_t j = 0; j < 4; ++j)
                    found[j] = __mmask16(found[j] | inside(x[j], first, span));
            }
            for (std::size_t j = 0; j < 4; ++j)
                _mm_storeu_si128(reinterpret_cast<__m128i*>(answers + at + 16 * j),
                                 _mm_maskz_set1_epi8(found[j], 1));
        }
    }

private:
    // Wrapping subtraction: below the first address the difference is larger than any span.
    static __mmask16 inside(__m512i x, __m512i first, __m512i span)
    {
        return _mm512_cmple_epu32_mask(_mm512_sub_epi32(x, first), span);
    }

    std::vector<std::uint32_t> firsts_;
    std::vector<std::uint32_t> spans_;
    std::size_t size_;
};
#endif

} // namespace bench
