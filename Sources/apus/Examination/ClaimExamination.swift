import CloudJSON

/// Compares servers with placement's allocations: each placed server has one, and nobody else.
struct ClaimExamination: Sendable {
    let client: CloudClient
    let rows: CloudRows

    func findings() async throws -> [Finding] {
        let providers = try await client.get("/placement/resource_providers")["resource_providers"]?.array ?? []
        var found: [Finding] = []
        let ids = Dictionary(
            providers.compactMap { provider in
                provider["name"]?.string.flatMap { name in provider["uuid"]?.string.map { (name, $0) } }
            }, uniquingKeysWith: { $1 })
        var claims: [String: [String]] = [:]
        for provider in providers {
            let name = provider["name"]?.string ?? "?"
            let body = try await client.get(
                "/placement/resource_providers/\(provider["uuid"]?.string ?? "")/allocations")
            for consumer in body["allocations"]?.object?.keys.sorted() ?? [] {
                claims[consumer, default: []].append(name)
                if !rows.serverIDs.contains(consumer) {
                    found.append(
                        Finding(
                            "allocation of \(consumer) on \(name) belongs to no server",
                            mend: .delete("/placement/allocations/\(consumer)")))
                }
            }
        }
        for server in rows.servers where server["OS-EXT-STS:task_state"]?.string == nil {
            guard let id = server["id"]?.string, let node = server["OS-EXT-SRV-ATTR:hypervisor_hostname"]?.string else {
                continue
            }
            if claims[id] != [node] {
                let has = claims[id].map { "an allocation on \($0.joined(separator: " and "))" } ?? "no allocation"
                found.append(
                    Finding(
                        "server \(id) is on \(node), but has \(has)", mend: ids[node].map { .claim(id, provider: $0) }))
            }
        }
        return found
    }
}
