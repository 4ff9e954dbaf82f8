import AgentProtocols
import CloudCore
import CloudJSON
import CloudMessaging
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// The services that enforce limits are told of each change.
@Suite struct LimitNoticeTests {
    @Test func eachChangeIsTold() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let told = LockedValue(0)
            try await cloud.role.store.bus.subscribe(
                LimitsChanged.topic, [.on(LimitsChanged.self) { _, _ in told.withLock { $0 += 1 } }], concurrency: 1)
            func reaches(_ number: Int) async throws {
                try await eventually { told.withLock { $0 } >= number }
                #expect(told.withLock { $0 } == number)
            }
            let house = try await LimitHouse(cloud)
            let registered = try await house.register("servers", 10)["registered_limits"].array?.first?["id"]?.string
            try await reaches(1)
            let made = try await house.limit("servers", 5, ["project_id": .string(house.project)])
            try await reaches(2)
            let one = "/v3/limits/\(made["limits"].array?.first?["id"]?.string ?? "")"
            _ = try await cloud.call(.patch, one, cloud.admin, ["limit": ["resource_limit": 6]])
            try await reaches(3)
            _ = try await cloud.call(.delete, one, cloud.admin)
            try await reaches(4)
            let path = "/v3/registered_limits/\(registered ?? "")"
            _ = try await cloud.call(.patch, path, cloud.admin, ["registered_limit": ["default_limit": 3]])
            try await reaches(5)
            _ = try await cloud.call(.delete, path, cloud.admin)
            try await reaches(6)
            // What was refused is no change.
            _ = try await house.limit("nothing", 5, ["project_id": .string(house.project)])
            _ = try await house.register("servers", 1)
            try await reaches(7)
        }
    }
}
