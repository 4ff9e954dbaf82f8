import CloudCore
import HostKit

extension FakeDriver {
    package func guests() async throws -> [GuestStatus] {
        _ = try await enter(.guests)
        return allGuests.map(\.status).sorted { $0.name < $1.name }
    }

    package func status(of id: String) async throws -> GuestStatus? {
        _ = try await enter(.status)
        return try? guest(id).status
    }

    package func define(_ guest: GuestDefinition) async throws {
        _ = try await enter(.define)
        if allGuests.contains(where: { $0.definition.name == guest.name && $0.definition.id != guest.id }) {
            throw HypervisorError(.conflict, "Another guest has the name \(guest.name).")
        }
        try update(guest.id, event: .defined) { known in
            if known == nil { known = FakeGuest(guest) } else { known?.definition = guest }
        }
    }

    package func start(_ id: String) async throws {
        try await move(id, .startGuest, event: .started, from: nil) { guest in
            guard guest.state != .running else { return false }
            guest.boot()
            return true
        }
    }

    package func shutdown(_ id: String) async throws {
        _ = try guest(id)
        let crashes = try await enter(.shutdown)
        if crashes { return crash(id) }
        if heedsButton, try guest(id).state == .running { powerOff(id) }
    }

    package func destroy(_ id: String) async throws {
        guard (try? guest(id)) != nil else { return }
        try await move(id, .destroy, event: .destroyed, from: nil) { guest in
            guard [.running, .paused].contains(guest.state) else { return false }
            guest.state = .shutdown
            return true
        }
    }

    package func reboot(_ id: String, _ kind: RebootKind) async throws {
        let states: Set<PowerState>? = kind == .soft ? [.running] : nil
        try await move(id, .reboot, event: .rebooted, from: states) { guest in
            guest.state = .shutdown
            guest.boot()
            return true
        }
    }

    package func pause(_ id: String) async throws {
        try await move(id, .pause, event: .paused, from: [.running, .paused]) { guest in
            defer { guest.state = .paused }
            return guest.state == .running
        }
    }

    package func unpause(_ id: String) async throws {
        try await move(id, .unpause, event: .resumed, from: [.running, .paused]) { guest in
            defer { guest.state = .running }
            return guest.state == .paused
        }
    }

    package func suspend(_ id: String) async throws {
        try await move(id, .suspend, event: .suspended, from: [.running, .paused, .suspended]) { guest in
            defer { guest.state = .suspended }
            return guest.state != .suspended
        }
    }

    package func undefine(_ id: String) async throws {
        _ = try await enter(.undefine)
        guard let guest = try? guest(id) else { return }
        if [.running, .paused].contains(guest.state) { powerOff(id) }
        try update(id, event: .undefined) { $0 = nil }
    }

    package func attach(_ disk: GuestDisk, to id: String) async throws {
        _ = try await enter(.attachDisk)
        try update(id) { guest in
            guard guest != nil else { throw HypervisorError(.notFound, "There is no guest \(id).") }
            guest?.definition.disks.removeAll { $0.device == disk.device }
            guest?.definition.disks.append(disk)
        }
    }

    package func detachDisk(_ device: String, from id: String) async throws {
        _ = try await enter(.detachDisk)
        try update(id) { $0?.definition.disks.removeAll { $0.device == device } }
    }

    package func attach(_ interface: GuestInterface, to id: String) async throws {
        _ = try await enter(.attachInterface)
        try update(id) { guest in
            guard guest != nil else { throw HypervisorError(.notFound, "There is no guest \(id).") }
            guest?.definition.interfaces.removeAll { $0.mac == interface.mac }
            guest?.definition.interfaces.append(interface)
        }
    }

    package func detachInterface(mac: String, from id: String) async throws {
        _ = try await enter(.detachInterface)
        try update(id) { $0?.definition.interfaces.removeAll { $0.mac == mac } }
    }

    package func resizeDisk(_ device: String, of id: String, size: UInt64) async throws {
        _ = try await enter(.resizeDisk)
        guard try guest(id).definition.disks.contains(where: { $0.device == device }) else {
            throw HypervisorError(.notFound, "The guest \(id) has no disk \(device).")
        }
    }

    package func copyDisk(_ device: String, of id: String, to path: String) async throws {
        _ = try await enter(.copyDisk)
        _ = try guest(id)
        try await BlockingWork.run { try HostFile.writeAtomically("fake disk \(device)\n", to: path) }
    }

    package func consoleLog(_ id: String, lines: Int?) async throws -> String {
        _ = try await enter(.consoleLog)
        return ConsoleLog.text(of: Array(try guest(id).console.utf8)[...], lines: lines)
    }

    package func statistics(_ id: String) async throws -> GuestStatistics {
        _ = try await enter(.statistics)
        let guest = try guest(id)
        var statistics = GuestStatistics()
        statistics.state = guest.state
        statistics.memory = UInt64(guest.definition.memory) << 20
        statistics.vcpuTimes = Array(repeating: 0, count: guest.definition.vcpus)
        return statistics
    }

    /// One step of a guest from one of `states` (nil is any); `step` tells whether anything changed.
    private func move(
        _ id: String, _ call: FakeCall, event: GuestEvent.Kind, from states: Set<PowerState>?,
        _ step: @escaping @Sendable (inout FakeGuest) -> Bool
    ) async throws {
        _ = try guest(id)
        let crashes = try await enter(call)
        let now = try guest(id)
        if let states, !states.contains(now.state) {
            throw HypervisorError(
                .invalidState, "The guest \(id) is in the state \(now.state), which does not allow that.")
        }
        var after = now
        if step(&after) {
            let after = after
            try update(id, event: event) { $0 = after }
        }
        if crashes { crash(id) }
    }
}
