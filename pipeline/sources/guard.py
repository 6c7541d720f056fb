"""Which addresses may be fetched from, decided when a socket is made and so for every hop and every DNS answer."""

import errno
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import AddrInfoType

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

# Public by number, but a cloud's own service: Azure's wire server.
INSIDE = frozenset({IPv4Address("168.63.129.16")})
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the IPv4 address is in the last 32 bits


class RefusedAddress(OSError):
    """A name led to an address inside somebody's own network."""

    def __init__(self, address: Address) -> None:
        super().__init__(errno.EACCES, f"{address} is not a public address")


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public Internet, also by an IPv4 address inside it.

    Loopback, private, link-local (cloud metadata is there), shared, multicast, reserved and unspecified ones do not.
    """
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved and address not in INSIDE


def guarded_sockets(allowed: Sequence[Network] = ()) -> Callable[[AddrInfoType], socket.socket]:
    """A maker of sockets that raises RefusedAddress unless the address is public or in an allowed network."""

    def make(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, where = info
        address = ip_address(str(where[0]).partition("%")[0])
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        if not is_public(address) and not any((mapped or address) in network for network in allowed):
            raise RefusedAddress(address)
        return socket.socket(family, kind, protocol)

    return make
