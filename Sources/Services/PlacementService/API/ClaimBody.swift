import CloudCore
import CloudHTTP
import CloudJSON

/// Allocations as bodies have them, version by version.
enum ClaimBody {
    private static let resources = Schema.object([:], others: .integer(minimum: 1), minMembers: 1)
    private static let list = Schema.array(
        of: .object(
            [
                "resource_provider": .object(["uuid": .string(format: .uuid)], required: ["uuid"]),
                "resources": resources,
            ],
            required: ["resource_provider", "resources"]), minItems: 1)
    private static let owner: [String: Schema] = ["project_id": .externalID, "user_id": .externalID]
    private static let ownerNames = ["allocations", "project_id", "user_id"]

    private static func byProvider(minMembers: Int) -> [String: Schema] {
        let one = Schema.object(["generation": .anyInteger, "resources": resources], required: ["resources"])
        return owner.merging(["allocations": .object([:], others: one, minMembers: minMembers)]) { $1 }
    }

    static let first = Schema.object(["allocations": list], required: ["allocations"])
    /// From 1.8: with project and user.
    static let owned = Schema.object(owner.merging(["allocations": list]) { $1 }, required: ownerNames)
    /// From 1.12: by provider.
    static let keyed = Schema.object(byProvider(minMembers: 1), required: ownerNames)
    /// For `POST` from 1.13: none of them deletes.
    static let deletable = Schema.object(byProvider(minMembers: 0), required: ownerNames)
    /// From 1.28.
    static let withGeneration = Schema.object(generationMembers, required: ownerNames + ["consumer_generation"])
    /// From 1.34.
    static let withMappings = Schema.object(mappingMembers, required: ownerNames + ["consumer_generation"])
    /// From 1.38.
    static let withType = Schema.object(
        mappingMembers.merging(["consumer_type": .string(minLength: 1, maxLength: 255, format: .symbol)]) { $1 },
        required: ownerNames + ["consumer_generation", "consumer_type"])

    private static let generationMembers = byProvider(minMembers: 0)
        .merging(["consumer_generation": .nullable(.anyInteger)]) { $1 }
    private static let mappingMembers = generationMembers.merging([
        "mappings": .object([:], others: .array(of: .string(format: .uuid), minItems: 1), minMembers: 1)
    ]) { $1 }

    /// Several consumers, each with such a body.
    static func several(_ one: Schema, minMembers: Int = 1) -> Schema {
        .object([:], others: one, minMembers: minMembers)
    }

    /// Reads one consumer's claim; its body has passed the schema of the version.
    static func claim(_ consumer: String, _ body: JSON, _ version: Microversion) throws -> Claim {
        // Placement's own stand-ins for consumers from before 1.8.
        let nobody = "00000000-0000-0000-0000-000000000000"
        var claim = Claim(
            consumer: consumer, allocations: [:], projectID: body["project_id"]?.string ?? nobody,
            userID: body["user_id"]?.string ?? nobody, generation: .any, consumerType: body["consumer_type"]?.string)
        if version >= Microversion(1, 28) { claim.generation = .exactly(body["consumer_generation"]?.integer) }
        for item in body["allocations"]?.array ?? [] {
            let provider = SymbolName.normalized(uuid: item["resource_provider"]?["uuid"]?.string ?? "")
            claim.allocations[provider] = try amounts(item["resources"])
        }
        for (provider, item) in body["allocations"]?.object ?? [:] {
            try requireKey(provider, SymbolName.isKeyUUID(provider), SymbolName.uuidPattern)
            claim.allocations[provider.lowercased()] = try amounts(item["resources"])
        }
        return claim
    }

    /// Reads a body of several consumers.
    static func claims(_ body: JSON, _ version: Microversion) throws -> [Claim] {
        var claims: [String: Claim] = [:]
        for (consumer, item) in body.object ?? [:] {
            try requireKey(consumer, SymbolName.isKeyUUID(consumer), SymbolName.uuidPattern)
            claims[consumer.lowercased()] = try claim(consumer.lowercased(), item, version)
        }
        return Array(claims.values)
    }

    private static func amounts(_ resources: JSON?) throws -> [String: Int64] {
        var result: [String: Int64] = [:]
        for (name, amount) in resources?.object ?? [:] {
            try requireKey(name, SymbolName.isValid(name), SymbolName.pattern)
            result[name] = amount.integer ?? 0
        }
        return result
    }

    static func requireKey(_ name: String, _ holds: Bool, _ pattern: String) throws {
        guard holds else {
            throw SchemaViolation(
                path: [], value: .string(name),
                message: "\(JSON.string(name).pythonText) does not match any of the regexes: '\(pattern)'")
        }
    }
}
