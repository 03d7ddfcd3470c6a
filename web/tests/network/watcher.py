"""Runs on peer: answers questions about the network, one JSON list a line in, one JSON value a line out.

["resolve", "stagebox.local"] gives addresses; ["services", "_stagebox._tcp.local."] gives services by name.
"""

import json
import sys

from zeroconf import AddressResolver, IPVersion, ServiceBrowser, ServiceListener, Zeroconf

KINDS = ["_stagebox._tcp.local.", "_door._sub._stagebox._tcp.local.", "_http._tcp.local.", "_https._tcp.local."]


def listen(address):
    return Zeroconf(interfaces=[address], ip_version=IPVersion.V4Only)


class Names(ServiceListener):
    """Keeps the names that are there."""

    def __init__(self):
        self.known = {kind: set() for kind in KINDS}

    def add_service(self, zeroconf, kind, name):
        self.known[kind].add(name)

    def update_service(self, zeroconf, kind, name):
        self.known[kind].add(name)

    def remove_service(self, zeroconf, kind, name):
        self.known[kind].discard(name)


def services(zeroconf, names, kind):
    found = {}
    for name in sorted(names.known[kind]):
        service = zeroconf.get_service_info(kind, name, 1500)
        if service:
            text = [part.decode() for part in split(service.text)]
            found[name.removesuffix("." + kind.removeprefix("_door._sub."))] = {
                "server": service.server, "port": service.port, "text": text, "size": len(service.text)}
    return found


def split(text):
    while text:
        yield text[1:1 + text[0]]
        text = text[1 + text[0]:]


def main():
    address = sys.argv[1]
    zeroconf, names = listen(address), Names()
    for kind in KINDS:
        ServiceBrowser(zeroconf, kind, names)
    for line in sys.stdin:
        question, subject = json.loads(line)
        if question == "services":
            answer = services(zeroconf, names, subject)
        else:
            # One that has heard nothing yet, so that it has to ask.
            fresh = listen(address)
            resolver = AddressResolver(subject + ".")
            resolver.request(fresh, 700)
            answer = resolver.parsed_addresses()
            fresh.close()
        print(json.dumps(answer), flush=True)
    zeroconf.close()


main()
