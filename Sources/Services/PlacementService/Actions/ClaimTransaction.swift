import CloudCore
import CloudSQL

/// Grants claims: within one transaction all of them, or none.
///
/// What is free is counted here, in the transaction that takes it; writing transactions do not interleave, so a claim
/// cannot be raced.
struct ClaimTransaction {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// Replaces all that the consumers used by what the claims say; returns the providers that are concerned.
    /// - Throws: `Refusal`, or `Fault` for consumers' generations and unknown providers.
    func grant(_ claims: [Claim]) throws -> Set<String> {
        let claims = claims.sorted { $0.consumer < $1.consumer }
        var consumers = try Dictionary(
            uniqueKeysWithValues: connection.table(Consumer.self).find(keys: claims.map(\.consumer)).map {
                ($0.uuid, $0)
            })
        for claim in claims { try requireGeneration(claim, consumers[claim.consumer]) }
        let wanted = Set(claims.flatMap(\.allocations.keys))
        var visited = Dictionary(
            try connection.table(ResourceProvider.self).find(keys: Array(wanted)).map { ($0.uuid, $0) },
            uniquingKeysWith: { $1 })
        if let unknown = wanted.subtracting(visited.keys).sorted().first {
            throw Fault.badRequest("Allocation for resource provider '\(unknown)' that does not exist.")
        }
        try connection.requireClasses(claims.flatMap { $0.allocations.values.flatMap(\.keys) })
        let before = try connection.usages(of: Array(wanted))
        var concerned = wanted
        for claim in claims where consumers[claim.consumer] != nil {
            let left = Set(try connection.allocations(ofConsumer: claim.consumer).map(\.resourceProviderUUID))
            concerned.formUnion(left)
            if claim.allocations.isEmpty {
                for provider in try connection.table(ResourceProvider.self).find(keys: Array(left)) {
                    visited[provider.uuid] = provider
                }
            }
            try connection.table(Allocation.self).delete(where: [
                .init("consumer_uuid", .isIn, [.string(claim.consumer)])
            ])
        }
        try requireRoom(claims, before: before)
        for claim in claims { try write(claim, &consumers[claim.consumer]) }
        for (_, provider) in visited.sorted(by: { $0.key < $1.key }) {
            var provider = provider
            try connection.advance(&provider)
        }
        return concerned
    }

    private func requireGeneration(_ claim: Claim, _ consumer: Consumer?) throws {
        guard case .exactly(let given) = claim.generation else { return }
        func text(_ generation: Int64?) -> String { generation.map { "\($0)" } ?? "None" }
        if let consumer {
            guard given == consumer.generation else {
                throw Fault.conflict(
                    "consumer generation conflict - expected \(consumer.generation) but got \(text(given))",
                    code: FaultCode.concurrentUpdate)
            }
        } else if given != nil {
            throw Fault.conflict(
                "consumer generation conflict - expected null but got \(text(given))", code: FaultCode.concurrentUpdate)
        }
    }

    /// Whether all the claims fit, now that what their consumers used is given back.
    private func requireRoom(_ claims: [Claim], before: [String: [String: Int64]]) throws {
        let providers = Set(claims.flatMap(\.allocations.keys))
        var used = try connection.usages(of: Array(providers))
        for claim in claims {
            for (provider, resources) in claim.allocations.sorted(by: { $0.key < $1.key }) {
                for (name, amount) in resources.sorted(by: { $0.key < $1.key }) {
                    guard let inventory = try connection.table(Inventory.self).find(Inventory.id(provider, name)) else {
                        throw Refusal.noInventory(name, provider)
                    }
                    guard inventory.allowsPiece(of: amount) else { throw Refusal.constraintsViolated(name, provider) }
                    let total = (used[provider]?[name] ?? 0) + amount
                    // Already over capacity: what makes it less so is allowed.
                    guard Double(total) <= inventory.capacity || total <= before[provider]?[name] ?? -1 else {
                        throw Refusal.capacityExceeded(name, provider)
                    }
                    used[provider, default: [:]][name] = total
                }
            }
        }
    }

    private func write(_ claim: Claim, _ consumer: inout Consumer?) throws {
        let table = try connection.table(Consumer.self)
        guard !claim.allocations.isEmpty else {
            if consumer != nil { try table.delete(claim.consumer) }
            consumer = nil
            return
        }
        if var known = consumer {
            known.projectID = claim.projectID
            known.userID = claim.userID
            known.consumerType = claim.consumerType ?? known.consumerType
            known.updatedAt = connection.now
            try table.update(&known)
            consumer = known
        } else {
            let new = Consumer(
                uuid: claim.consumer, projectID: claim.projectID, userID: claim.userID,
                consumerType: claim.consumerType,
                generation: 1, createdAt: connection.now, updatedAt: connection.now)
            try table.insert(new)
            consumer = new
        }
        try connection.table(Allocation.self).insert(
            contentsOf: claim.allocations.sorted { $0.key < $1.key }.flatMap { provider, resources in
                resources.sorted { $0.key < $1.key }.map { name, amount in
                    Allocation(
                        consumer: claim.consumer, provider: provider, resourceClass: name, used: amount,
                        createdAt: connection.now)
                }
            })
    }
}
