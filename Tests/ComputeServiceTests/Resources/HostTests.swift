import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import ComputeService

/// Services, hypervisors, aggregates and zones through the whole pipeline, with hosts that report.
@Suite struct HostTests {
    @Test(arguments: TestEngine.available) func servicesAreDisabledAndForgotten(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine) { cloud, _ in
            let all = try await cloud.send(.get, "/os-services?binary=nova-compute", as: "admin:p1").body["services"]?
                .array
            let service = try #require(all?.first)
            let id = try #require(service["id"]?.string)
            #expect(service["state"] == "up")
            #expect(try await cloud.send(.get, "/os-services").status == 403)
            let disable: JSON = ["status": "disabled", "disabled_reason": "broken"]
            let disabled = try await cloud.send(.put, "/os-services/\(id)", disable, as: "admin:p1").body["service"]
            #expect(disabled?["disabled_reason"] == "broken")
            let down: JSON = ["forced_down": true]
            #expect(
                try await cloud.send(.put, "/os-services/\(id)", down, as: "admin:p1").body["service"]?["state"]
                    == "down")
            let named: JSON = ["host": "host-1", "binary": "nova-compute"]
            let enabled = try await cloud.send(.put, "/os-services/enable", named, as: "admin:p1", version: "2.11")
            #expect(enabled.body["service"]?["status"] == "enabled")
            // Since 2.53 that is the place of a service's id, as in Nova.
            #expect(try await cloud.send(.put, "/os-services/enable", named, as: "admin:p1").status == 400)
            #expect(
                try await cloud.send(.put, "/os-services/\(id)", ["disabled_reason": "x"] as JSON, as: "admin:p1")
                    .status == 400)
            #expect(
                try await cloud.send(.put, "/os-services/\(id)", ["status": "tired"] as JSON, as: "admin:p1").status
                    == 400)
            #expect(try await cloud.send(.delete, "/os-services/\(id)", as: "admin:p1").status == 204)
            #expect(try await cloud.send(.get, "/os-hypervisors", as: "admin:p1").body["hypervisors"] == [])
        }
    }

    @Test(arguments: TestEngine.available) func hypervisorsShowWhatIsUsed(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine) { cloud, _ in
            let server = try await cloud.booted()
            let list = try await cloud.send(.get, "/os-hypervisors/detail?with_servers=true", as: "admin:p1")
            let first = try #require(list.body["hypervisors"]?.array?.first)
            #expect(first["servers"]?.array?.first?["uuid"]?.string == server)
            #expect(first["uptime"] == .null)
            #expect(first["vcpus"] == nil)
            let id = try #require(first["id"]?.string)
            let old = try await cloud.send(.get, "/os-hypervisors/\(id)", as: "admin:p1", version: "2.53").body[
                "hypervisor"]
            #expect(old?["running_vms"] == 1)
            #expect(old?["vcpus_used"] == 1)
            #expect(old?["cpu_info"]?.object != nil)
            let oldest = try await cloud.send(.get, "/os-hypervisors/detail", as: "admin:p1", version: "2.1")
            let number = try #require(oldest.body["hypervisors"]?.array?.first?["id"]?.integer)
            #expect(
                try await cloud.send(.get, "/os-hypervisors/\(number)", as: "admin:p1", version: "2.1").status == 200)
            let sums = try await cloud.send(.get, "/os-hypervisors/statistics", as: "admin:p1", version: "2.1")
            #expect(sums.body["hypervisor_statistics"]?["count"] == 1)
            #expect(try await cloud.send(.get, "/os-hypervisors/statistics", as: "admin:p1").status == 404)
            #expect(
                try await cloud.send(.get, "/os-hypervisors/host/search", as: "admin:p1", version: "2.1").status == 200)
            #expect(
                try await cloud.send(.get, "/os-hypervisors/none/search", as: "admin:p1", version: "2.1").status == 404)
            #expect(try await cloud.send(.get, "/os-hypervisors/none", as: "admin:p1").status == 404)
            #expect(try await cloud.send(.get, "/os-hypervisors").status == 403)
            let services = try await cloud.send(.get, "/os-services?binary=nova-compute", as: "admin:p1")
            let service = try #require(services.body["services"]?.array?.first?["id"]?.string)
            #expect(try await cloud.send(.delete, "/os-services/\(service)", as: "admin:p1").status == 409)
        }
    }

    @Test(arguments: TestEngine.available) func aggregatesMakeZones(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine) { cloud, _ in
            let wanted: JSON = ["aggregate": ["name": "rack", "availability_zone": "east"]]
            #expect(try await cloud.send(.post, "/os-aggregates", wanted).status == 403)
            let made = try await cloud.send(.post, "/os-aggregates", wanted, as: "admin:p1").body["aggregate"]
            #expect(made?["id"] == 1)
            #expect(made?["metadata"] == ["availability_zone": "east"])
            #expect(try await cloud.send(.post, "/os-aggregates", wanted, as: "admin:p1").status == 409)
            func act(_ id: Int, _ name: String, _ body: JSON) async throws -> ServerCloud.Answer {
                try await cloud.send(.post, "/os-aggregates/\(id)/action", .object([name: body]), as: "admin:p1")
            }
            #expect(try await act(1, "add_host", ["host": "nowhere"]).status == 404)
            #expect(try await act(1, "add_host", ["host": "host-1"]).body["aggregate"]?["hosts"] == ["host-1"])
            #expect(try await act(1, "add_host", ["host": "host-1"]).status == 409)
            func zones() async throws -> [String] {
                try await cloud.send(.get, "/os-availability-zone").body["availabilityZoneInfo"]?.array?
                    .compactMap { $0["zoneName"]?.string } ?? []
            }
            #expect(try await zones() == ["east"])
            let other: JSON = ["aggregate": ["name": "other", "availability_zone": "west"]]
            #expect(try await cloud.send(.post, "/os-aggregates", other, as: "admin:p1").status == 200)
            #expect(try await act(2, "add_host", ["host": "host-1"]).status == 409)
            #expect(
                try await act(1, "set_metadata", ["metadata": ["availability_zone": nil, "ssd": "true"]]).status == 200)
            #expect(try await zones() == ["nova"])
            #expect(
                try await cloud.send(.get, "/os-aggregates/1", as: "admin:p1").body["aggregate"]?["metadata"] == [
                    "ssd": "true"
                ])
            #expect(try await cloud.send(.delete, "/os-aggregates/1", as: "admin:p1").status == 400)
            #expect(try await act(1, "remove_host", ["host": "host-1"]).status == 200)
            #expect(try await act(1, "remove_host", ["host": "host-1"]).status == 404)
            #expect(try await cloud.send(.delete, "/os-aggregates/1", as: "admin:p1").status == 200)
            #expect(try await cloud.send(.get, "/os-aggregates/1", as: "admin:p1").status == 404)
            let detail = try await cloud.send(.get, "/os-availability-zone/detail", as: "admin:p1")
            let hosts = detail.body["availabilityZoneInfo"]?.array?.first { $0["zoneName"] == "nova" }?["hosts"]
            #expect(hosts?["host-1"]?["nova-compute"]?["available"] == true)
            #expect(try await cloud.send(.get, "/os-availability-zone/detail").status == 403)
        }
    }
}
