import CloudHTTP
import CloudJSON

extension FlavorAPI {
    var routes: [Route] {
        let (open, manage) = ("os_compute_api:flavors", "os_compute_api:os-flavor-manage")
        return [
            .get("/v2.1/flavors", open, list),
            .get("/v2.1/flavors/detail", open, detail),
            Route.post("/v2.1/flavors", manage + ":create", body: Self.creation, create)
                .body(since: Microversion(2, 55), Self.creationWithDescription),
            .get("/v2.1/flavors/{flavor_id}", open, show),
            Route.put("/v2.1/flavors/{flavor_id}", manage + ":update", body: Self.change, update).from(55),
            .delete("/v2.1/flavors/{flavor_id}", manage + ":delete", delete),
        ]
    }

    private static let largest: Int64 = 0x7FFF_FFFF
    private static let description = Schema.nullable(.string(maxLength: 65535, format: .text))

    private static let members: [String: Schema] = [
        "name": .string(minLength: 1, maxLength: 255, format: .name),
        "id": .either(
            [.nullable(.string(maxLength: 255, format: identifier)), .integer()], expected: "a text, a number or null"),
        "ram": .looseInteger(minimum: 1, maximum: largest), "vcpus": .looseInteger(minimum: 1, maximum: largest),
        "disk": .looseInteger(minimum: 0, maximum: largest), "swap": .looseInteger(minimum: 0, maximum: largest),
        "OS-FLV-EXT-DATA:ephemeral": .looseInteger(minimum: 0, maximum: largest),
        "rxtx_factor": .either([.number, .string(minLength: 1, format: decimal)], expected: "a number"),
        "os-flavor-access:is_public": .looseBoolean,
    ]

    private static let decimal = StringFormat("number", pattern: "^[0-9]+(\\.[0-9]+)?$") { Double($0) != nil }

    /// As Nova's, with blanks inside, but not at the ends.
    private static let identifier = StringFormat("flavor id", pattern: "^(?! )[a-zA-Z0-9. _-]+(?<! )$") { text in
        text.first != " " && text.last != " "
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || " ._-".utf8.contains(byte)
            }
    }

    private static let required = ["name", "ram", "vcpus", "disk"]

    static let creation = Schema.object(["flavor": .object(members, required: required)], required: ["flavor"])
    static let creationWithDescription = Schema.object(
        ["flavor": .object(members.merging(["description": description]) { $1 }, required: required)],
        required: ["flavor"])
    static let change = Schema.object(
        ["flavor": .object(["description": description], required: ["description"])], required: ["flavor"])
}
