import CloudJSON

/// Inventories as bodies have them.
enum InventoryBody {
    private static let amount = Schema.integer(minimum: 1, maximum: InventoryInput.maximum)
    private static let members: [String: Schema] = [
        "resource_provider_generation": .anyInteger, "total": amount,
        "reserved": .integer(minimum: 0, maximum: InventoryInput.maximum), "min_unit": amount, "max_unit": amount,
        "step_size": amount, "allocation_ratio": .number,
    ]

    static let creation = Schema.object(
        members.merging(["resource_class": .string(maxLength: 255, format: .symbol)]) { $1 },
        required: ["total", "resource_class"])
    static let one = Schema.object(members, required: ["total", "resource_provider_generation"])
    static let all = Schema.object(
        [
            "resource_provider_generation": .anyInteger,
            "inventories": .object([:], others: .object(members, required: ["total"])),
        ], required: ["resource_provider_generation", "inventories"])

    /// The inventory of one class.
    static func input(_ resourceClass: String, _ body: JSON) throws -> InventoryInput {
        var input = InventoryInput(resourceClass: resourceClass, total: body["total"]?.integer ?? 0)
        input.reserved = body["reserved"]?.integer ?? input.reserved
        input.minUnit = body["min_unit"]?.integer ?? input.minUnit
        input.maxUnit = body["max_unit"]?.integer ?? input.maxUnit
        input.stepSize = body["step_size"]?.integer ?? input.stepSize
        input.allocationRatio = body["allocation_ratio"]?.double ?? input.allocationRatio
        // The largest number of MySQL's FLOAT, which is the real service's bound.
        guard input.allocationRatio <= 3.40282e+38 else {
            throw SchemaViolation(
                path: ["allocation_ratio"], value: .double(input.allocationRatio),
                message: "\(input.allocationRatio) is greater than the maximum of 3.40282e+38")
        }
        return input
    }

    /// The members of `inventories`.
    static func inputs(_ body: JSON) throws -> [InventoryInput] {
        try (body["inventories"]?.object ?? [:]).sorted { $0.key < $1.key }.map { try input($0.key, $0.value) }
    }
}
