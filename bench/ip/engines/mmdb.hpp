// libmaxminddb, on a file that is written from the table: MaxMind DB format 2.0, a binary tree with
// one node per bit. So it answers for the same tables as everybody else, not for some country file.
#pragma once

#include "engine.hpp"

#include <fstream>
#include <stdexcept>

#include <maxminddb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <unistd.h>

namespace bench {

/// The file's bytes.
template <class A>
class mmdb_writer {
public:
    explicit mmdb_writer(const std::vector<prefix_route<A>>& prefixes, std::uint32_t values)
    {
        nodes_.emplace_back();
        for (const auto& p : prefixes)
            insert(p);
        // A record is the number of a node; the number of nodes itself for "none"; or that, 16 and
        // the offset of a value in the data section.
        const auto count = std::uint32_t(nodes_.size());
        const std::uint64_t highest = std::uint64_t(count) + 16 + 5 * std::uint64_t(values);
        const int record_bytes = highest < (1U << 24) ? 3 : 4;
        for (const node& n : nodes_)
            for (const record& r : n)
                put(r.kind == record::to_node    ? r.number
                    : r.kind == record::to_value ? count + 16 + 5 * (r.number - 1)
                                                 : count,
                    record_bytes);
        out_.append(16, '\0');
        for (std::uint32_t v = 1; v <= values; ++v)
            put_uint32(v);
        metadata(count, record_bytes);
    }
    const std::string& bytes() const { return out_; }

private:
    struct record {
        enum { none, to_node, to_value } kind = none;
        std::uint32_t number = 0;
    };
    using node = std::array<record, 2>;

    static unsigned bit(A address, int i)
    {
        if constexpr (A::width == 32)
            return address.to_uint() >> (31 - i) & 1;
        else
            return unsigned((address.to_uint() >> (127 - i)).low & 1);
    }

    void insert(const prefix_route<A>& p)
    {
        std::uint32_t at = 0;
        for (int i = 0; i + 1 < p.length; ++i) {
            record& r = nodes_[at][bit(p.address, i)];
            if (r.kind == record::none) {
                r = {record::to_node, std::uint32_t(nodes_.size())};
                at = r.number;
                nodes_.emplace_back();
            } else {
                at = r.number;
            }
        }
        nodes_[at][bit(p.address, p.length - 1)] = {record::to_value, p.value};
    }

    void put(std::uint32_t number, int bytes)
    {
        while (bytes-- > 0)
            out_ += char(number >> 8 * bytes & 0xff);
    }
    // Data fields: a control byte of type (upper 3 bits) and size (lower 5), then the payload.
    void put_uint32(std::uint32_t number)
    {
        out_ += char(6 << 5 | 4);
        put(number, 4);
    }
    void put_uint16(std::uint32_t number)
    {
        out_ += char(5 << 5 | 2);
        put(number, 2);
    }
    void put_string(const std::string& text)
    {
        out_ += char(2 << 5 | int(text.size()));
        out_ += text;
    }
    void put_map(int size) { out_ += char(7 << 5 | size); }

    void metadata(std::uint32_t count, int record_bytes)
    {
        out_ += "\xab\xcd\xefMaxMind.com";
        put_map(9);
        put_string("node_count"), put_uint32(count);
        put_string("record_size"), put_uint16(std::uint32_t(8 * record_bytes));
        put_string("ip_version"), put_uint16(A::width == 32 ? 4 : 6);
        put_string("database_type"), put_string("cordon bench");
        put_string("languages"), out_.append({'\0', '\x04'}); // an array (11 = 7 + 4) of none
        put_string("binary_format_major_version"), put_uint16(2);
        put_string("binary_format_minor_version"), put_uint16(0);
        put_string("build_epoch"), out_.append({'\x01', '\x02', '\x01'}); // 64 bits (9 = 7 + 2): 1
        put_string("description"), put_map(0);
    }

    std::vector<node> nodes_;
    std::string out_;
};

template <class A>
class mmdb {
public:
    using key = A;
    using answer = std::uint32_t;

    explicit mmdb(const inputs<A>& in)
    {
        char path[] = "/tmp/cordon-bench-XXXXXX";
        const int file = ::mkstemp(path);
        if (file < 0)
            throw std::runtime_error("no temporary file");
        const mmdb_writer<A> writer(in.prefixes, in.table.values);
        std::ofstream(path, std::ios::binary) << writer.bytes();
        ::close(file);
        const int status = MMDB_open(path, MMDB_MODE_MMAP, &db_);
        ::unlink(path); // it stays mapped
        if (status != MMDB_SUCCESS)
            throw std::runtime_error(MMDB_strerror(status));
        size_ = writer.bytes().size();
    }
    mmdb(const mmdb&) = delete;
    mmdb& operator=(const mmdb&) = delete;
    ~mmdb() { MMDB_close(&db_); }

    /// Where the value is in the data section: five bytes for each number from 1 on.
    static std::uint32_t number(answer value) { return value; }
    answer operator()(A address) const
    {
        int error = 0;
        MMDB_lookup_result_s found{};
        if constexpr (A::width == 32) {
            sockaddr_in socket{};
            socket.sin_family = AF_INET;
            socket.sin_addr.s_addr = htonl(address.to_uint());
            found = MMDB_lookup_sockaddr(&db_, reinterpret_cast<const sockaddr*>(&socket), &error);
        } else {
            sockaddr_in6 socket{};
            socket.sin6_family = AF_INET6;
            const auto bytes = address.to_bytes();
            std::copy(bytes.begin(), bytes.end(), socket.sin6_addr.s6_addr);
            found = MMDB_lookup_sockaddr(&db_, reinterpret_cast<const sockaddr*>(&socket), &error);
        }
        return found.found_entry ? found.entry.offset / 5 + 1 : 0;
    }
    std::size_t memory() const { return size_; }

private:
    MMDB_s db_{};
    std::size_t size_ = 0;
};

} // namespace bench
