import CloudJSON

/// What the services say that there is, by their own APIs.
struct CloudRows: Sendable {
    let servers: [JSON]
    let ports: [JSON]
    let networks: [JSON]
    let routers: [JSON]
    let images: [JSON]
    let serverIDs: Set<String>

    init(_ client: CloudClient) async throws {
        // Hosts' things first, owners last: what is made meanwhile has its owner in the list.
        images = try await Self.pages(client, "/image/v2/images", "images")
        ports = try await client.get("/network/v2.0/ports")["ports"]?.array ?? []
        networks = try await client.get("/network/v2.0/networks")["networks"]?.array ?? []
        routers = try await client.get("/network/v2.0/routers")["routers"]?.array ?? []
        servers = try await Self.pages(client, "/compute/v2.1/servers/detail", "servers", [("all_tenants", "1")])
        serverIDs = Set(servers.compactMap { $0["id"]?.string })
    }

    /// Page after page until one is empty.
    private static func pages(
        _ client: CloudClient, _ path: String, _ member: String, _ query: [(name: String, value: String)] = []
    ) async throws -> [JSON] {
        var all: [JSON] = []
        while true {
            let marker = all.last?["id"]?.string.map { [(name: "marker", value: $0)] } ?? []
            let page = try await client.get(path, query + [(name: "limit", value: "500")] + marker)[member]?.array ?? []
            all += page
            if page.count < 500 { return all }
        }
    }
}
