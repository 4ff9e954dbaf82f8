import AgentProtocols
import CloudJSON

/// A server's interfaces as last told by the network service.
struct ServerNetwork: Hashable, JSONText {
    var ports: [ComputePort]

    static let none = ServerNetwork(ports: [])

    init(ports: [ComputePort]) { self.ports = ports }

    init(json: JSON) {
        ports = (json.array ?? []).map { item in
            ComputePort(
                id: item["id"]?.string ?? "", networkID: item["network"]?.string ?? "",
                networkName: item["label"]?.string ?? "",
                macAddress: item["mac"]?.string ?? "", status: item["status"]?.string ?? "",
                addresses: (item["addresses"]?.array ?? []).map { address in
                    .init(
                        address: address["ip"]?.string ?? "", subnetID: address["subnet"]?.string ?? "",
                        floating: address["floating"]?.strings ?? [])
                },
                securityGroupIDs: item["groups"]?.strings ?? [], isOurs: item["ours"]?.bool ?? true,
                tag: item["tag"]?.string)
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.array(ports) { writer, port in
            writer.object { writer in
                writer.field("id", port.id)
                writer.field("network", port.networkID)
                writer.field("label", port.networkName)
                writer.field("mac", port.macAddress)
                writer.field("status", port.status)
                writer.field("addresses") { writer in
                    writer.array(port.addresses) { writer, address in
                        writer.object { writer in
                            writer.field("ip", address.address)
                            writer.field("subnet", address.subnetID)
                            if !address.floating.isEmpty { writer.field("floating", address.floating) }
                        }
                    }
                }
                writer.field("groups", port.securityGroupIDs)
                writer.field("ours", port.isOurs)
                writer.fieldIfPresent("tag", port.tag)
            }
        }
    }

    /// All addresses, between blanks, to be searched in.
    var addressText: String {
        ports.flatMap(\.addresses).flatMap { [$0.address] + $0.floating }.map { " \($0) " }.joined()
    }
}
