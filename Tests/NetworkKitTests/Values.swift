import NetworkKit

/// Short forms for tests.
func address(_ text: String) -> IPAddress {
    guard let address = IPAddress(text) else { preconditionFailure("bad address \(text)") }
    return address
}

func prefix(_ text: String) -> IPPrefix {
    guard let prefix = IPPrefix(text) else { preconditionFailure("bad prefix \(text)") }
    return prefix
}

let macA = "fa:16:3e:00:00:0a"
let macB = "fa:16:3e:00:00:0b"
let macC = "fa:16:3e:00:00:0c"

let egress = [SecurityRule(.egress, .ipv4), SecurityRule(.egress, .ipv6)]

/// A port with one address and rules, all egress allowed.
func port(
    _ id: String, network: String = "net", device: String, mac: String, _ address: String, _ rules: [SecurityRule] = []
) -> DesiredPort {
    let fixed = IPAddress(address).map { [$0] } ?? []
    let filter = PortFilter(mac: mac, fixedAddresses: fixed, rules: egress + rules)
    return DesiredPort(id: id, networkID: network, device: device, filter: filter)
}
