#!/usr/bin/env python3
"""Writes countries.csv from the two files of @ip-location-db/asn-country (see README.md).

Usage: select.py asn-country-ipv4.csv asn-country-ipv6.csv > countries.csv
"""
import ipaddress
import sys

HEADER = """\
# The large blocks of @ip-location-db/asn-country 2.3.2026061719: IPv4 from 2^16, IPv6 from 2^100 addresses.
# Data by the Number Resource Organization (nro.net), CC BY 4.0. For demonstrations; see README.md.
"""


def large_rows(path, least):
    with open(path, encoding="ascii") as rows:
        for row in rows:
            first, last, _ = row.split(",")
            size = int(ipaddress.ip_address(last)) - int(ipaddress.ip_address(first)) + 1
            if size >= least:
                yield row


sys.stdout.write(HEADER)
sys.stdout.writelines(large_rows(sys.argv[1], 2**16))
sys.stdout.writelines(large_rows(sys.argv[2], 2**100))
