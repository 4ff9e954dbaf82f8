import AgentProtocols
import CloudJSON

/// Writes a server's addresses by the names of their networks.
enum AddressBody {
    static func write(_ info: ServerNetwork, _ writer: inout JSONWriter) {
        writer.object { writer in
            for (name, ports) in grouped(info) { writer.field(name) { addresses(ports, detail: true, &$0) } }
        }
    }

    /// `/ips`: without MAC addresses and types.
    static func writeBrief(_ info: ServerNetwork, only network: String? = nil, _ writer: inout JSONWriter) {
        writer.object { writer in
            for (name, ports) in grouped(info) where network == nil || network == name {
                writer.field(name) { addresses(ports, detail: false, &$0) }
            }
        }
    }

    /// Networks in the order of the interfaces; several ports may be on one.
    private static func grouped(_ info: ServerNetwork) -> [(name: String, ports: [ComputePort])] {
        if info.ports.count == 1 { return [(info.ports[0].networkName, info.ports)] }
        var result: [(name: String, ports: [ComputePort])] = []
        for port in info.ports {
            if let place = result.firstIndex(where: { $0.name == port.networkName }) {
                result[place].ports.append(port)
            } else {
                result.append((port.networkName, [port]))
            }
        }
        return result
    }

    private static func addresses(_ ports: [ComputePort], detail: Bool, _ writer: inout JSONWriter) {
        let all = ports.flatMap { port in
            port.addresses.flatMap { fixed in
                [(port.macAddress, fixed.address, "fixed")] + fixed.floating.map { (port.macAddress, $0, "floating") }
            }
        }
        writer.array(all) { writer, item in
            writer.object { writer in
                writer.field("version", item.1.utf8.contains(UInt8(ascii: ":")) ? 6 : 4)
                writer.field("addr", item.1)
                guard detail else { return }
                writer.field("OS-EXT-IPS:type", item.2)
                writer.field("OS-EXT-IPS-MAC:mac_addr", item.0)
            }
        }
    }
}
