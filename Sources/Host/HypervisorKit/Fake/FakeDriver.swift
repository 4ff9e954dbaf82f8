import CloudCore
import FoundationEssentials
import HostKit

/// A hypervisor without guests, for tests and for measuring the rest at scale. Behaves: states, events, a console's
/// text, delays, and faults when it is told to; with a folder it finds its guests again after a restart.
package final class FakeDriver: HypervisorDriver {
    private struct State {
        var guests: [String: FakeGuest] = [:]
        var faults: [FakeCall: [FakeFault]] = [:]
        var calls: [FakeCall] = []
    }

    /// What each call takes.
    package struct Delays: Sendable {
        package var start = Duration.zero
        package var shutdown = Duration.zero
        package var other = Duration.zero

        package init() {}
    }

    package let events: AsyncStream<GuestEvent>
    private let continuation: AsyncStream<GuestEvent>.Continuation
    private let state = LockedValue(State())
    private let folder: String?
    private let host: HypervisorCapabilities
    private let delays: Delays
    /// Whether guests heed the power button.
    private let obeysPowerButton: Bool

    package init(
        folder: String? = nil, capabilities: HypervisorCapabilities = FakeDriver.host(), delays: Delays = Delays(),
        obeysPowerButton: Bool = true
    ) {
        self.folder = folder
        self.delays = delays
        self.obeysPowerButton = obeysPowerButton
        host = capabilities
        (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(4096))
    }

    /// A host of a given size: memory in MiB, disk in GiB.
    package static func host(
        hostname: String = "fake", vcpus: Int = 64, memory: Int = 262_144, disk: Int = 4096
    ) -> HypervisorCapabilities {
        HypervisorCapabilities(
            hostname: hostname, vcpus: vcpus, memory: memory, disk: disk, freeDisk: disk, architecture: "x86_64",
            processorModel: "fake", processorVendor: "fake", processorFeatures: [], topology: (1, vcpus, 1),
            hypervisorType: "fake", hypervisorVersion: 1_000_000, virtualization: .qemu, traits: ["COMPUTE_NODE"])
    }

    // MARK: - For tests

    /// The next call of that kind has this fault; several are had one after another.
    package func inject(_ fault: FakeFault, into call: FakeCall) {
        state.withLock { $0.faults[call, default: []].append(fault) }
    }

    /// All calls since the start, in order.
    package var calls: [FakeCall] { state.withLock { $0.calls } }

    package func definition(of id: String) -> GuestDefinition? { state.withLock { $0.guests[id]?.definition } }

    /// The guest ends by itself.
    package func crash(_ id: String) { change(id, to: .crashed, event: .crashed) }
    package func powerOff(_ id: String) { change(id, to: .shutdown, event: .stopped) }

    // MARK: - The driver's machinery

    package func start() async throws {
        if let folder {
            let guests = try await BlockingWork.run { () throws -> [String: FakeGuest] in
                try HostFile.makeFolder(folder)
                var guests: [String: FakeGuest] = [:]
                for name in HostFile.names(in: folder) where name.hasSuffix(".json") {
                    let guest = try JSONDecoder().decode(
                        FakeGuest.self, from: Data(try HostFile.read("\(folder)/\(name)")))
                    guests[guest.definition.id] = guest
                }
                return guests
            }
            state.withLock { $0.guests = guests }
        }
        _ = try await enter(.start)
    }

    package func stop() async { continuation.finish() }

    package func capabilities() async throws -> HypervisorCapabilities {
        _ = try await enter(.capabilities)
        return host
    }

    /// Notes the call and has the faults laid on it; tells whether the guest shall crash after it.
    func enter(_ call: FakeCall) async throws -> Bool {
        let fault = state.withLock { state -> FakeFault? in
            state.calls.append(call)
            guard var faults = state.faults[call], !faults.isEmpty else { return nil }
            defer { state.faults[call] = faults }
            return faults.removeFirst()
        }
        let delay: Duration =
            switch call {
            case .startGuest: delays.start
            case .shutdown: delays.shutdown
            default: delays.other
            }
        if delay > .zero { try await Task.sleep(for: delay) }
        switch fault {
        case .fail(let error): throw error
        case .hang(let duration): try await Task.sleep(for: duration)
        case .crash: return true
        case nil: break
        }
        return false
    }

    func guest(_ id: String) throws -> FakeGuest {
        guard let guest = state.withLock({ $0.guests[id] }) else {
            throw HypervisorError(.notFound, "There is no guest \(id).")
        }
        return guest
    }

    var allGuests: [FakeGuest] { state.withLock { Array($0.guests.values) } }
    var heedsButton: Bool { obeysPowerButton }

    /// Changes the guest, writes all down, and tells of it. `body` gets nil when there is no such guest.
    func update(_ id: String, event: GuestEvent.Kind? = nil, _ body: @Sendable (inout FakeGuest?) throws -> Void) throws
    {
        let name = try state.withLock { state -> String? in
            var guest = state.guests[id]
            let before = guest?.definition.name
            try body(&guest)
            state.guests[id] = guest
            if let folder, let guest {
                try HostFile.writeAtomically(Array(try JSONEncoder().encode(guest)), to: "\(folder)/\(id).json")
            } else if let folder {
                try HostFile.remove("\(folder)/\(id).json")
            }
            return guest?.definition.name ?? before
        }
        if let event, let name { continuation.yield(GuestEvent(id: id, name: name, kind: event)) }
    }

    private func change(_ id: String, to power: PowerState, event: GuestEvent.Kind) {
        try? update(id, event: event) { $0?.state = power }
    }
}
