import CloudJSON

extension ValueRule {
    static let address = ValueRule { value throws(Refusal) in
        guard let address = value.string.flatMap({ IPAddress($0) }) else {
            throw Refusal(reason: "\(value.quoted) is not a valid IP address")
        }
        return .string(address.text)
    }

    /// A range without host bits.
    static let cidr = ValueRule { value throws(Refusal) in
        guard let text = value.string, text.contains("/"), let network = IPNetwork(text) else {
            throw Refusal(reason: "\(value.quoted) is not a valid IP subnet")
        }
        guard network.canonical == network else {
            throw Refusal(
                reason:
                    "\(value.quoted) isn't a recognized IP subnet cidr, '\(network.canonical.text)' is recommended")
        }
        return .string(network.text)
    }

    /// An address, or a range with or without host bits.
    static let prefix = ValueRule { value throws(Refusal) in
        guard let text = value.string, let network = IPNetwork(text) else {
            throw Refusal(reason: "\(value.quoted) is not a valid IP subnet")
        }
        return text.contains("/") ? value : .string(network.text)
    }

    static let mac = ValueRule { value throws(Refusal) in
        guard let mac = value.string.flatMap({ MACAddress($0) }), mac.bytes.contains(where: { $0 != 0 }) else {
            throw Refusal(reason: "\(value.quoted) is not a valid MAC address")
        }
        return .string(mac.text)
    }

    /// Objects with `destination` and `nexthop`.
    static let routes = ValueRule { value throws(Refusal) in
        guard let items = value.array else {
            throw Refusal(reason: "Invalid data format for hostroute: \(value.quoted)")
        }
        var seen: Set<JSON> = []
        var routes: [JSON] = []
        for item in items {
            guard let members = item.object, members.count == 2, let destination = members["destination"],
                let nexthop = members["nexthop"]
            else { throw Refusal(reason: "Invalid data format for hostroute: \(value.quoted)") }
            let route: JSON = [
                "destination": try cidr.convert(destination), "nexthop": try address.convert(nexthop),
            ]
            guard seen.insert(route).inserted else { throw Refusal(reason: "Duplicate hostroute \(item.quoted)") }
            routes.append(route)
        }
        return .array(routes)
    }

    /// Objects with `start` and `end`.
    static let pools = ValueRule { value throws(Refusal) in
        guard let items = value.array else {
            throw Refusal(reason: "Invalid data format for IP pool: \(value.quoted)")
        }
        var pools: [JSON] = []
        for item in items {
            guard let members = item.object, members.count == 2, let start = members["start"], let end = members["end"]
            else { throw Refusal(reason: "Invalid data format for IP pool: \(item.quoted)") }
            pools.append(["start": try address.convert(start), "end": try address.convert(end)])
        }
        return .array(pools)
    }

    /// Objects with `subnet_id`, `ip_address` or both.
    static let fixedIPs = ValueRule { value throws(Refusal) in
        guard let items = value.array else {
            throw Refusal(reason: "Invalid data format for fixed IP: \(value.quoted)")
        }
        var addresses: Set<JSON> = []
        var result: [JSON] = []
        for item in items {
            guard let members = item.object, !members.isEmpty,
                members.keys.allSatisfy({ $0 == "subnet_id" || $0 == "ip_address" })
            else { throw Refusal(reason: "Invalid data format for fixed IP: \(item.quoted)") }
            var fixed: [String: JSON] = [:]
            if let text = members["ip_address"], !text.isNull {
                let converted = try address.convert(text)
                guard addresses.insert(converted).inserted else {
                    throw Refusal(reason: "Duplicate IP address \(text.quoted)")
                }
                fixed["ip_address"] = converted
            }
            if let subnet = members["subnet_id"], !subnet.isNull { fixed["subnet_id"] = try uuid.convert(subnet) }
            result.append(.object(fixed))
        }
        return .array(result)
    }

    /// Objects with `ip_address` and maybe `mac_address`.
    static let addressPairs = ValueRule { value throws(Refusal) in
        guard let items = value.array else { throw Refusal(reason: "Allowed address pairs must be a list.") }
        var seen: Set<JSON> = []
        var pairs: [JSON] = []
        for item in items {
            guard let members = item.object, members.keys.allSatisfy({ $0 == "ip_address" || $0 == "mac_address" })
            else {
                throw Refusal(reason: "Invalid data format for allowed address pair: \(item.quoted)")
            }
            guard let ip = members["ip_address"] else {
                throw Refusal(reason: "AllowedAddressPair must contain ip_address")
            }
            _ = try prefix.convert(ip)
            var pair: [String: JSON] = ["ip_address": ip]
            if let text = members["mac_address"], !text.isNull { pair["mac_address"] = try mac.convert(text) }
            guard seen.insert(.object(pair)).inserted else {
                throw Refusal(reason: "Request contains duplicate address pair: \(item.quoted)")
            }
            pairs.append(.object(pair))
        }
        return .array(pairs)
    }

    /// Objects with `opt_name`, `opt_value` and maybe `ip_version`; a null value takes the option away.
    static let dhcpOptions = ValueRule { value throws(Refusal) in
        guard let items = value.array else { throw Refusal(reason: "\(value.quoted) is not a list") }
        for item in items {
            guard let members = item.object, let name = members["opt_name"]?.string, !name.isEmpty,
                members.keys.allSatisfy({ ["opt_name", "opt_value", "ip_version"].contains($0) })
            else { throw Refusal(reason: "Invalid data format for DHCP option: \(item.quoted)") }
            _ = try text(64).convert(.string(name))
            if let option = members["opt_value"], !option.isNull { _ = try text(255).convert(option) }
            if let version = members["ip_version"] { _ = try values([4, 6]).convert(version) }
        }
        return value
    }
}
