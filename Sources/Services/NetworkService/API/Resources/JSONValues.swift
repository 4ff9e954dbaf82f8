import CloudJSON

/// Model values as the API shows them.
extension [StaticRoute] {
    var json: JSON {
        .array(map { ["destination": .string($0.destination), "nexthop": .string($0.nexthop)] })
    }
}

extension [FixedIP] {
    var json: JSON {
        .array(map { ["subnet_id": .string($0.subnetID), "ip_address": .string($0.ipAddress)] })
    }
}

extension JSON {
    /// The value between quotes, as Neutron's messages show it.
    var quoted: String { "'\(string ?? pythonText)'" }
}
