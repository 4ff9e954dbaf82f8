import AgentProtocols
import CloudCore
import CloudHTTP
import HTTPTypes
import HostKit
import NetworkKit
import TestKit
import Testing

@testable import NetworkAgent

@Suite struct MetadataTests {
    @Test func aRouterServesMetadata() async throws {
        try await AgentHost.with { host in
            let port = Sample.port(1)
            let guest = try await host.guest(port, address: "10.0.0.11/24", gateway: "10.0.0.1")
            host.conductor.change { state in
                Sample.put([port], into: &state, hasRouter: true)
                state.networks.append(Sample.external)
                state.routers = [Sample.router()]
            }
            try await host.running {
                try await eventually("a router") { host.conductor.reports.contains { $0.isRouter } }
                try await ask(guest, host)
                // The namespace made anew: the proxy listens there too.
                try await host.layout.router(Sample.routerID).delete()
                try await host.conductor.hostChanged()
                try await eventually("an answer") { try await get("/openstack", from: guest).contains("answer to") }
            }
        }
    }

    @Test func aNetworkWithoutARouterServesMetadata() async throws {
        try await AgentHost.with { host in
            let port = Sample.port(1)
            let guest = try await host.guest(port, address: "10.0.0.11/24")
            try await host.ip(["route", "add", "169.254.169.254", "via", "10.0.0.2"], in: guest)
            host.conductor.change { Sample.put([port], into: &$0) }
            try await host.running {
                try await eventually("the port") { host.conductor.reports.count > 1 }
                try await ask(guest, host)
                // Somebody else's address in the same network is nobody's.
                host.conductor.change { $0.networks = [Sample.network([])] }
                try await host.conductor.hostChanged()
                try await eventually("a refusal") { try await get("/", from: guest).hasPrefix("HTTP/1.1 404") }
            }
        }
    }

    private func ask(_ guest: NetworkNamespace, _ host: AgentHost) async throws {
        try await eventually("an answer") {
            try await get("/openstack/latest/meta_data.json?x=1", from: guest).contains(
                "answer to /metadata/openstack/latest/meta_data.json")
        }
        let asked = try #require(host.metadata.asked.withLock { $0.last })
        #expect(asked.query["x"] == "1")
        #expect(asked.headers[.named("X-Instance-ID")] == "server-1")
        #expect(asked.headers[.named("X-Tenant-ID")] == "project")
        #expect(asked.headers[.named("X-Forwarded-For")] == "10.0.0.11")
        #expect(
            asked.headers[.named("X-Instance-ID-Signature")] == InstanceSignature.hex("server-1", secret: "shared"))
        #expect(asked.headers[.authToken] == nil)
        #expect(asked.headers[.accept] == "text/plain")
    }

    /// What the metadata address answers, head and all; empty when it does not.
    private func get(_ path: String, from guest: NetworkNamespace) async throws -> String {
        let headers = ["X-Instance-ID: another", "X-Auth-Token: x", "Accept: text/plain"].flatMap { ["-H", $0] }
        let arguments = ["-s", "-i", "--max-time", "3"] + headers + ["http://169.254.169.254\(path)"]
        return try await Command("curl", arguments, namespace: guest).run().output
    }

    @Test func signsAsNovaDoes() {
        // HMAC-SHA256, test case 2 of RFC 4231.
        #expect(
            InstanceSignature.hex("what do ya want for nothing?", secret: "Jefe")
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }
}
