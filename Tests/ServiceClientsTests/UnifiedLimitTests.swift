import CloudCore
import TestKit
import Testing

@testable import ServiceClients

/// Limits as identity tells them, and what they allow.
@Suite struct UnifiedLimitTests {
    private func client(_ stub: StubLimits, remembered: Duration = .seconds(60)) -> UnifiedLimitClient {
        let identity = ServiceEndpoint(stub, path: "/identity")
        let session = ServiceSession(
            identity: identity, credentials: .init(username: "compute", password: "x", isSystem: true))
        return UnifiedLimitClient(
            session: session, identity: identity, serviceType: "compute", remembered: remembered)
    }

    @Test func ownOverRegistered() async throws {
        let stub = StubLimits()
        stub.set { $0.registered = ["servers": 10, "class:VCPU": -1] }
        stub.set { $0.limits = ["p1": ["servers": 3, "unregistered": 5]] }
        let limits = try await client(stub).limits(ofProject: "p1")
        #expect(limits.limit("servers") == 3)
        #expect(limits.limit("class:VCPU") == -1)
        #expect(limits.limit("unregistered") == 0)
        #expect(!limits.isRegistered("elsewhere"))
        #expect(limits.tree == nil)
        #expect(try await client(stub).limits(ofProject: nil).limit("servers") == 10)
    }

    @Test func overLimit() throws {
        let limits = UnifiedLimits(projectID: "p1", registered: ["b": 10, "a": 1, "c": -1])
        try limits.check(["a": 1, "b": 10, "c": 1_000_000]) { _ in [:] }
        try limits.check(["a": 0]) { _ in ["a": 1] }
        #expect {
            try limits.check(["b": 2, "a": 1, "c": 1]) { projects in
                #expect(projects == ["p1"])
                return ["a": 1, "b": 9]
            }
        } throws: { error in
            (error as? OverLimit)?.message == "Project p1 is over a limit for [Resource a is over limit of 1 due to "
                + "current usage 1 and delta 1, Resource b is over limit of 10 due to current usage 9 and delta 2]"
        }
        #expect {
            try UnifiedLimits(projectID: nil, registered: [:]).check(["x": 1]) { _ in [:] }
        } throws: { error in
            (error as? OverLimit)?.message
                == "Project None is over a limit for [Resource x is over limit of 0 due to current usage 0 and delta 1]"
        }
    }

    /// All projects of the domain count against the domain's limit.
    @Test func tree() async throws {
        let stub = StubLimits()
        stub.set { $0.model = "strict_two_level" }
        stub.set { $0.registered = ["servers": 10] }
        stub.set { $0.limits = ["default": ["servers": 12], "p1": ["servers": 9]] }
        let limits = try await client(stub).limits(ofProject: "p1")
        #expect(
            limits.tree == UnifiedLimits.Tree(domainID: "default", limits: ["servers": 12], projectIDs: ["p1", "p2"]))
        func usage(_ projects: [String]) -> [String: Int] { ["servers": projects.count == 1 ? 4 : 11] }
        try limits.check(["servers": 1], usage: usage)
        #expect { try limits.check(["servers": 2], usage: usage) } throws: { error in
            (error as? OverLimit)?.message
                == "Project default is over a limit for [Resource servers is over limit of 12 "
                + "due to current usage 11 and delta 2]"
        }
        #expect { try limits.check(["servers": 6], usage: usage) } throws: { error in
            (error as? OverLimit)?.projectID == "p1"
        }
    }

    @Test func remembersUntilTold() async throws {
        let stub = StubLimits()
        stub.set { $0.registered = ["servers": 1] }
        let client = client(stub)
        #expect(try await client.limits(ofProject: "p1").limit("servers") == 1)
        let questions = stub.state.withLock { $0.questions }
        stub.set { $0.registered = ["servers": 2] }
        #expect(try await client.limits(ofProject: "p1").limit("servers") == 1)
        #expect(stub.state.withLock { $0.questions } == questions)
        client.forget()
        #expect(try await client.limits(ofProject: "p1").limit("servers") == 2)
        stub.set { $0.isOut = true }
        client.forget()
        await #expect {
            _ = try await client.limits(ofProject: "p1")
        } throws: { error in
            (error as? Fault)?.status == 503
                && (error as? Fault)?.message.hasPrefix("Failed to connect to keystone while enforcing") == true
        }
    }
}
