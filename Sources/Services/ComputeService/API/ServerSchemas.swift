import CloudCore
import CloudHTTP
import CloudJSON

/// What bodies of servers must look like, by microversion.
enum ServerSchemas {
    static let name = Schema.string(minLength: 1, maxLength: 255, format: .name)
    /// PostgreSQL holds no text with a zero byte.
    private static let plain = StringFormat("text without null characters") { !$0.utf8.contains(0) }
    static let text = Schema.string(maxLength: 255, format: plain)
    static let metadata = Schema.object([:], others: text)
    static let description = Schema.nullable(.string(maxLength: 255, format: plain))
    static let tag = Schema.string(minLength: 1, maxLength: 60, format: plain)
    private static let address = StringFormat("ipv4") { $0.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 } }
    private static let address6 = StringFormat("ipv6") { text in
        text.contains(":")
            && text.utf8.allSatisfy {
                (48...58).contains($0) || (97...102).contains($0) || (65...70).contains($0) || $0 == 46
            }
    }
    private static let anyAddress = StringFormat("ip-address") { address.accepts($0) || address6.accepts($0) }
    static let accessV4 = Schema.nullable(
        .string(maxLength: 45, format: StringFormat("ipv4") { $0.isEmpty || address.accepts($0) }))
    static let accessV6 = Schema.nullable(
        .string(maxLength: 45, format: StringFormat("ipv6") { $0.isEmpty || address6.accepts($0) }))
    static let hostname = Schema.string(
        minLength: 2, maxLength: 63,
        format: .characters("^[a-zA-Z0-9]+[a-zA-Z0-9-]*[a-zA-Z0-9]+$") { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
        })
    static let diskConfig = Schema.oneOf(["AUTO", "MANUAL"])

    private static let hints = Schema.object(
        [
            "group": .string(format: .uuid), "same_host": uuids, "different_host": uuids, "query": .any,
            "target_cell": .any,
            "build_near_host_ip": .any, "cidr": .any,
        ], others: .any)
    private static let uuids = Schema.either(
        [.string(format: .uuid), .array(of: .string(format: .uuid))], expected: "a uuid or a list of uuids")

    private static func networks(since minor: Int) -> Schema {
        var members: [String: Schema] = [
            "uuid": .string(format: .uuid), "fixed_ip": .string(format: anyAddress),
            "port": .nullable(.string(format: .uuid)),
        ]
        if minor >= 42 { members["tag"] = tag }
        let list = Schema.array(of: .object(members))
        return minor < 37
            ? list : .either([list, .oneOf(["auto", "none"])], expected: "a list of networks, 'auto' or 'none'")
    }

    /// `POST /servers` from `2.minor` on.
    static func creation(since minor: Int) -> Schema {
        var members: [String: Schema] = [
            "name": name, "imageRef": .nullable(.string(maxLength: 255)),
            "flavorRef": .either(
                [.string(minLength: 1, maxLength: 255, format: plain), .integer(minimum: 0)],
                expected: "a string or an integer"),
            "adminPass": text, "metadata": metadata, "networks": networks(since: minor),
            "security_groups": .array(
                of: .object(["name": .string(minLength: 1, maxLength: 255, format: plain)], others: .any)),
            "availability_zone": .nullable(.string(minLength: 1, maxLength: 255, format: plain)),
            "user_data": .nullable(.string(maxLength: 65535, format: .base64)),
            "key_name": .nullable(.string(minLength: 1, maxLength: 255, format: plain)),
            "min_count": .looseInteger(minimum: 1, maximum: 1_000),
            "max_count": .looseInteger(minimum: 1, maximum: 1_000), "return_reservation_id": .looseBoolean,
            "OS-DCF:diskConfig": diskConfig, "accessIPv4": accessV4, "accessIPv6": accessV6,
            "config_drive": .nullable(.looseBoolean), "block_device_mapping": .array(of: .any),
            "block_device_mapping_v2": .array(of: .object([:], others: .any)),
        ]
        if minor < 57 { members["personality"] = .array(of: .any) }
        if minor >= 19 { members["description"] = description }
        if minor >= 52 { members["tags"] = .array(of: tag, maxItems: 50) }
        if minor >= 63 {
            members["trusted_image_certificates"] = .nullable(.array(of: .string(minLength: 1), maxItems: 50))
        }
        if minor >= 74 {
            members["host"] = .string(minLength: 1, maxLength: 255, format: plain)
            members["hypervisor_hostname"] = .string(minLength: 1, maxLength: 255, format: plain)
        }
        if minor >= 90 { members["hostname"] = hostname }
        let required = minor >= 37 ? ["flavorRef", "name", "networks"] : ["flavorRef", "name"]
        return .object(
            [
                "server": .object(members, required: required), "os:scheduler_hints": hints,
                "OS-SCH-HNT:scheduler_hints": hints,
            ], required: ["server"])
    }

    /// Microversions in which the creation's body changed.
    static let creationChanges = [19, 37, 42, 52, 57, 63, 74, 90]

    /// `PUT /servers/{id}` from `2.minor` on.
    static func change(since minor: Int) -> Schema {
        var members: [String: Schema] = [
            "name": name, "OS-DCF:diskConfig": diskConfig, "accessIPv4": accessV4, "accessIPv6": accessV6,
        ]
        if minor >= 19 { members["description"] = description }
        if minor >= 90 { members["hostname"] = hostname }
        return .object(["server": .object(members)], required: ["server"])
    }

    static let metadataBody = Schema.object(["metadata": metadata], required: ["metadata"])
    static let metadataItem = Schema.object(["meta": .object([:], others: text, minMembers: 1)], required: ["meta"])
    static let tags = Schema.object(["tags": .array(of: tag, maxItems: 50)], required: ["tags"])
    static let externalEvents = Schema.object(
        [
            "events": .array(
                of: .object(
                    [
                        "server_uuid": .string(format: .uuid),
                        "name": .oneOf([
                            "network-changed", "network-vif-plugged", "network-vif-unplugged", "network-vif-deleted",
                            "volume-extended", "power-update", "accelerator-request-bound", "volume-reimaged",
                        ]),
                        "status": .oneOf(["failed", "completed", "in-progress"]), "tag": .string(maxLength: 255),
                    ], required: ["server_uuid", "name"]), minItems: 1)
        ], required: ["events"])

    /// One action, by its name; what is under it is checked by the action itself.
    static let action = Schema.object([:], others: .any, minMembers: 1)
}
