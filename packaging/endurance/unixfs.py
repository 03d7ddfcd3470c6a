"""The CID of a file, computed independently of the box: what `ipfs add --cid-version=1` names it.

Chunks of 256 KiB as raw leaves; above one chunk, balanced dag-pb nodes of at most 174 links.
"""

import base64
import hashlib

CHUNK = 256 * 1024
LINKS = 174
RAW, DAG_PB = 0x55, 0x70


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def name(codec, data):
    return bytes([1, codec, 0x12, 32]) + hashlib.sha256(data).digest()


def node(links):
    """One level up: the link to a node above some links, each a (name, bytes of the graph, bytes of the file)."""
    size = sum(bytes_ for _, _, bytes_ in links)
    data = b"\x08\x02\x18" + varint(size) + b"".join(b"\x20" + varint(bytes_) for _, _, bytes_ in links)
    body = b"".join(field(2, field(1, cid) + field(2, b"") + b"\x18" + varint(graph)) for cid, graph, _ in links)
    body += field(1, data)
    return name(DAG_PB, body), len(body) + sum(graph for _, graph, _ in links), size


def cid(data):
    parts = [data[start:start + CHUNK] for start in range(0, len(data), CHUNK)] or [b""]
    links = [(name(RAW, part), len(part), len(part)) for part in parts]
    while len(links) > 1:
        links = [node(links[start:start + LINKS]) for start in range(0, len(links), LINKS)]
    return "b" + base64.b32encode(links[0][0]).decode().lower().rstrip("=")
