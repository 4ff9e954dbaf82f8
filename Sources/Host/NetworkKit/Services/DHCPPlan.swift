import HostKit

/// A network's dnsmasq, with static leases only.
struct DHCPPlan {
    let network: DesiredNetwork
    let dhcp: DesiredDHCP
    let layout: CloudLayout

    var program: ProgramPlan {
        let folder = layout.folder("dnsmasq", network.id)
        let namespace = layout.dhcp(network.id)
        return ProgramPlan(
            folder: folder, program: "dnsmasq",
            arguments: ["--keep-in-foreground", "--log-facility=-", "--conf-file=\(folder)/conf"], namespace: namespace,
            follows: namespace, fixed: ["conf": configuration(folder)], reloaded: ["opts": options], watched: hosts)
    }

    /// Ports that the DHCP servers of this host know, by network.
    static func leases(_ layout: CloudLayout) -> [String: Set<String>] {
        let folders = HostFile.names(in: layout.stateFolder).filter { $0.hasPrefix("dnsmasq-") }
        return Dictionary(
            folders.map { folder in
                let hosts = HostFile.names(in: "\(layout.stateFolder)/\(folder)/hosts").filter { !$0.hasPrefix(".") }
                return (String(folder.dropFirst("dnsmasq-".count)), Set(hosts))
            }, uniquingKeysWith: { $1 })
    }

    private func configuration(_ folder: String) -> String {
        var lines = [
            "no-hosts", "no-resolv", "no-ping", "bind-dynamic", "dhcp-authoritative", "user=root",
            "interface=\(layout.dhcpDevice(network.id))", "except-interface=lo", "domain=\(Self.plain(dhcp.domain))",
            "pid-file=", "leasefile-ro", "dhcp-hostsdir=\(folder)/hosts",
            "dhcp-optsfile=\(folder)/opts", "dhcp-option-force=option:mtu,\(network.mtu)",
            "dhcp-ignore=tag:!known", "local=/\(Self.plain(dhcp.domain))/", "cache-size=0",
        ]
        for subnet in dhcp.subnets {
            let tag = "set:\(Self.tag(subnet))"
            let start = subnet.prefix.network.address.text
            if subnet.prefix.isV6 {
                // Stateless too: without an address for the host, a client that asks gets the options alone.
                lines.append("dhcp-range=\(tag),\(start),static,\(subnet.prefix.length),\(subnet.leaseSeconds)s")
            } else {
                let mask = IPAddress(bytes: [255, 255, 255, 255]).masked(subnet.prefix.length).text
                lines.append("dhcp-range=\(tag),\(start),static,\(mask),\(subnet.leaseSeconds)s")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var options: String {
        var lines = [String]()
        for subnet in dhcp.subnets {
            let tag = "tag:\(Self.tag(subnet))"
            if subnet.prefix.isV6 {
                let servers = subnet.dnsServers.filter(\.isV6).map { "[\($0.text)]" }
                if !servers.isEmpty { lines.append("\(tag),option6:dns-server,\(servers.joined(separator: ","))") }
                continue
            }
            let servers = subnet.dnsServers.filter { !$0.isV6 }.map(\.text)
            if !servers.isEmpty { lines.append("\(tag),option:dns-server,\(servers.joined(separator: ","))") }
            let routes = classlessRoutes(subnet)
            if !routes.isEmpty {
                lines.append("\(tag),option:classless-static-route,\(routes.joined(separator: ","))")
                lines.append("\(tag),249,\(routes.joined(separator: ","))")
            }
            lines.append(subnet.gateway.map { "\(tag),option:router,\($0.text)" } ?? "\(tag),option:router")
        }
        for host in dhcp.hosts {
            for option in host.options {
                let kind = option.v6 ? "option6" : "option"
                let name = Self.plain(option.name)
                let word = Int(name) == nil || option.v6 ? "\(kind):\(name)" : name
                lines.append("tag:port-\(host.portID),\(word),\(Self.line(option.value))")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// With these a client ignores the router option, so the default route is among them.
    private func classlessRoutes(_ subnet: DHCPSubnet) -> [String] {
        var routes = subnet.hostRoutes.filter { !$0.destination.isV6 }.map {
            "\($0.destination.network.text),\($0.nextHop.text)"
        }
        if dhcp.metadata, let own = dhcp.addresses.first(where: { subnet.prefix.contains($0.address) }) {
            routes.append("169.254.169.254/32,\(own.address.text)")
        }
        if routes.isEmpty { return [] }
        return routes + (subnet.gateway.map { ["0.0.0.0/0,\($0.text)"] } ?? [])
    }

    private var hosts: [String: String] {
        Dictionary(
            dhcp.hosts.map { host in
                var parts = [host.mac.lowercased(), "set:port-\(host.portID)"]
                parts += host.addresses.filter { !$0.isV6 }.prefix(1).map(\.text)
                parts += host.addresses.filter(\.isV6).map { "[\($0.text)]" }
                return (host.portID, (parts + [Self.plain(host.hostname)]).joined(separator: ",") + "\n")
            }
        ) { first, _ in first }
    }

    private static func tag(_ subnet: DHCPSubnet) -> String { "subnet-\(plain(subnet.id))" }

    /// Letters, digits, `-`, `.` and `_`: nothing else reaches a settings file as a name.
    private static func plain(_ text: String) -> String {
        text.filter { ($0.isASCII && ($0.isLetter || $0.isNumber)) || "-._".contains($0) }
    }

    private static func line(_ text: String) -> String { text.filter { !$0.isNewline } }
}
