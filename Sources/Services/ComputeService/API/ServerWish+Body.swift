import CloudCore
import CloudJSON

extension ServerWish {
    /// Reads a checked body of `POST /servers`.
    init(_ body: JSON) throws {
        guard let server = body["server"]?.object else { throw Fault.badRequest("'server' is a required property") }
        self.init(name: server["name"]?.string ?? "", flavorID: Self.text(server["flavorRef"]) ?? "")
        imageID = try Self.image(server)
        networks = try Self.networks(server["networks"])
        securityGroups = (server["security_groups"]?.array ?? []).compactMap { $0["name"]?.string }
        userData = server["user_data"]?.string
        keyName = server["key_name"]?.string
        metadata = (server["metadata"]?.object ?? [:]).compactMapValues(\.string)
        adminPassword = server["adminPass"]?.string
        hasConfigDrive = Self.isTrue(server["config_drive"])
        description = server["description"]?.string
        hostname = server["hostname"]?.string
        tags = server["tags"]?.strings ?? []
        availabilityZone = server["availability_zone"]?.string
        requestedHost = server["host"]?.string
        requestedNode = server["hypervisor_hostname"]?.string
        hints = Self.hints(body["os:scheduler_hints"] ?? body["OS-SCH-HNT:scheduler_hints"])
        accessV4 = server["accessIPv4"]?.string
        accessV6 = server["accessIPv6"]?.string
        diskConfig = server["OS-DCF:diskConfig"]?.string ?? "MANUAL"
        minimumCount = Self.number(server["min_count"]) ?? 1
        maximumCount = Self.number(server["max_count"]) ?? minimumCount
        guard minimumCount <= maximumCount else { throw Fault.badRequest("min_count must be <= max_count") }
        if let personality = server["personality"]?.array, !personality.isEmpty {
            throw Fault.notImplemented("Injecting files (personality) is not supported; use user_data.")
        }
        for tag in tags where tag.contains("/") || tag.contains(",") {
            throw Fault.badRequest("Tag '\(tag)' is invalid. It must be a string without characters '/' and ','.")
        }
    }

    /// The image to boot from, named by itself or by a mapping of it to the local disk.
    private static func image(_ server: [String: JSON]) throws -> String? {
        var image = server["imageRef"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let volumes = "Booting from volumes is not supported: this cloud has no block storage yet. Use imageRef alone."
        if let old = server["block_device_mapping"]?.array, !old.isEmpty { throw Fault.notImplemented(volumes) }
        for device in server["block_device_mapping_v2"]?.array ?? [] {
            guard device["source_type"]?.string == "image", device["destination_type"]?.string ?? "local" == "local",
                number(device["boot_index"]) == 0, let id = device["uuid"]?.string, image == nil || image == id
            else { throw Fault.notImplemented(volumes) }
            image = id
        }
        guard let image else {
            throw Fault.badRequest("Invalid imageRef provided.")
        }
        // Old clients send the image's address.
        let id = image.split(separator: "/").last.map(String.init) ?? image
        guard Identifier.isUUIDLike(id) else { throw Fault.badRequest("Invalid imageRef provided.") }
        return id
    }

    private static func networks(_ body: JSON?) throws -> NetworkWish {
        switch body {
        case nil, .null?: return .unspecified
        case .string("auto")?: return .auto
        case .string("none")?: return .none
        default: break
        }
        return .interfaces(
            try (body?.array ?? []).map { item in
                let interface = NetworkWish.Interface(
                    networkID: item["uuid"]?.string, portID: item["port"]?.string, fixedIP: item["fixed_ip"]?.string,
                    tag: item["tag"]?.string)
                guard interface.networkID != nil || interface.portID != nil else {
                    throw Fault.badRequest("Bad networks format: network uuid is not in proper format (None)")
                }
                if interface.portID != nil, let address = interface.fixedIP {
                    throw Fault.badRequest(
                        "Specified Fixed IP '\(address)' cannot be used with port '\(interface.portID ?? "")': "
                            + "the two cannot be specified together."
                    )
                }
                return interface
            })
    }

    private static func hints(_ body: JSON?) -> [String: [String]] {
        (body?.object ?? [:]).compactMapValues { value in value.string.map { [$0] } ?? value.strings }
    }

    private static func text(_ value: JSON?) -> String? {
        let text = value?.string ?? value?.integer.map(String.init)
        // Old clients send the flavor's address.
        return text?.split(separator: "/").last.map(String.init) ?? text
    }

    private static func number(_ value: JSON?) -> Int? {
        value?.integer.map(Int.init) ?? value?.string.flatMap { Int($0) }
    }

    /// A loose boolean.
    static func isTrue(_ value: JSON?) -> Bool {
        value?.bool ?? ["1", "t", "true", "on", "y", "yes"].contains(value?.string?.lowercased() ?? "")
    }
}
