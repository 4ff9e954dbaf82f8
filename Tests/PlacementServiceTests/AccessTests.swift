import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import PlacementService

@Suite struct AccessTests {
    @Test func theVersionDocumentIsOpen() async throws {
        try await Placement.run(.sqlite) { placement in
            for path in ["", "/"] {
                let answer = try await placement.call(.get, path, version: nil, token: nil)
                #expect(answer.status == 200)
                let version = answer.body["versions"]?.array?.first
                #expect(
                    version?["min_version"] == "1.0" && version?["max_version"] == "1.39"
                        && version?["status"] == "CURRENT")
                #expect(answer.headers[.microversion] == "placement 1.0")
            }
        }
    }

    /// Every route but the version document: no token, a stranger's token.
    @Test func eachOperationAsksWhoAndWhetherAllowed() async throws {
        try await Placement.run(.sqlite) { placement in
            let routes = placement.pipeline.api.routes.filter { $0.access == .token }
            #expect(routes.count > 30)
            for route in routes {
                let path = route.path.split(separator: "/").map { $0.hasPrefix("{") ? IDs.new() : String($0) }.joined(
                    separator: "/")
                let version = route.until.map { "\($0)" } ?? "1.39"
                for (token, status) in [(nil, 401), ("nobody", 401)] as [(String?, Int)] {
                    let answer = try await placement.call(route.method, "/" + path, version: version, token: token)
                    #expect(answer.status == status, "\(route.method) \(route.path)")
                }
                #expect(PlacementPolicy.rules.contains { $0.name == route.policy }, "\(route.policy)")
                guard let body = try body(route, path) else { continue }
                let answer = try await placement.call(
                    route.method, "/" + path + (route.path == "/usages" ? "?project_id=x" : query(route)),
                    body.isNull ? nil : body,
                    version: version, token: "member")
                #expect(answer.status == 403, "\(route.method) \(route.path): \(answer.status) \(answer.detail)")
                #expect(answer.detail.contains("Policy does not allow \(route.policy) to be performed."))
            }
        }
    }

    private func query(_ route: Route) -> String { route.path == "/allocation_candidates" ? "?resources=VCPU:1" : "" }

    /// A body that passes the route's schema.
    private func body(_ route: Route, _ path: String) throws -> JSON? {
        let claim = Placement.claimBody([IDs.new(): ["VCPU": 1]])
        let inventories: JSON = ["resource_provider_generation": 0, "inventories": [:]]
        switch ("\(route.method)", route.path) {
        case ("POST", "/resource_providers"), ("PUT", "/resource_providers/{uuid}"): return ["name": "x"]
        case ("POST", "/resource_providers/{uuid}/inventories"): return ["resource_class": "VCPU", "total": 1]
        case ("PUT", "/resource_providers/{uuid}/inventories"): return inventories
        case ("PUT", "/resource_providers/{uuid}/inventories/{resource_class}"), ("PUT", "/resource_classes/{name}"):
            return nil
        case ("PUT", "/resource_providers/{uuid}/aggregates"):
            return ["resource_provider_generation": 0, "aggregates": []]
        case ("PUT", "/resource_providers/{uuid}/traits"): return ["resource_provider_generation": 0, "traits": []]
        case ("POST", "/resource_classes"): return ["name": "CUSTOM_X"]
        case ("PUT", "/allocations/{consumer_uuid}"): return claim
        case ("POST", "/allocations"): return .object([IDs.new(): claim])
        case ("POST", "/reshaper"): return ["inventories": .object([IDs.new(): inventories]), "allocations": [:]]
        default: return .null
        }
    }

    @Test func tokensOfTheSystemScopeAreRefused() async throws {
        try await Placement.run(.sqlite) { placement in
            for (token, status) in [("admin", 200), ("service", 200), ("admin:system", 403)] {
                let answer = try await placement.call(.get, "/resource_providers", token: token)
                #expect(answer.status == status, "\(token)")
            }
            let usages = try await placement.call(.get, "/usages?project_id=p1", token: "admin:system")
            #expect(usages.status == 403)
        }
    }

    @Test func faultsHavePlacementsShape() async throws {
        try await Placement.run(.sqlite) { placement in
            let missing = try await placement.call(.get, "/resource_providers/\(IDs.new())")
            let fault = missing.body["errors"]?.array?.first
            #expect(
                fault?["status"] == 404 && fault?["title"] == "Not Found" && missing.code == "placement.undefined_code")
            #expect(fault?["request_id"]?.string == missing.headers[.requestID])
            #expect(missing.detail.hasPrefix("The resource could not be found.\n\n No resource provider with uuid"))
            let low = try await placement.call(.get, "/", version: "0.5")
            #expect(low.status == 406 && low.detail.contains("Unacceptable version header: 0.5"))
            #expect(low.body["errors"]?.array?.first?["max_version"] == "1.39")
            let odd = try await placement.call(.get, "/", version: "pony.horse")
            #expect(odd.status == 400 && odd.detail.contains("invalid version string: pony.horse"))
            let latest = try await placement.call(.get, "/", version: "latest")
            #expect(latest.headers[.microversion] == "placement 1.39")
            #expect(try await placement.call(.get, "/nowhere").status == 404)
            let method = try await placement.call(.patch, "/resource_providers")
            #expect(method.status == 405 && method.headers[HTTPField.Name.allow] == "GET, POST")
            let schema = try await placement.call(.post, "/resource_providers", [:])
            #expect(schema.detail.contains("JSON does not validate: 'name' is a required property"))
        }
    }

    @Test func datesAreWrittenAsHeaders() {
        #expect(HTTPDate.text(.init(seconds: 1_795_258_518)) == "Sat, 21 Nov 2026 10:55:18 GMT")
        #expect(HTTPDate.text(.init(seconds: 0)) == "Thu, 01 Jan 1970 00:00:00 GMT")
    }
}
