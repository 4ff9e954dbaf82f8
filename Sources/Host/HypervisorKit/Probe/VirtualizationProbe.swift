import CloudCore
import FoundationEssentials
import HostKit

/// Finds out whether KVM really runs guests here: on some machines `/dev/kvm` opens and every guest hangs, or crawls.
///
/// A guest of one sector is booted (`ProbeGuest`) that must get through some work in time.
package struct VirtualizationProbe: Sendable {
    /// What a probe found.
    package struct Finding: Sendable, Codable, Equatable {
        package var type: GuestDefinition.VirtualizationType
        /// Why, in words.
        package var reason: String
        /// The boot of the machine in which it was found.
        package var bootID: String
    }

    package var emulator: String
    package var limit: Duration

    package init(emulator: String = "qemu-system-x86_64", limit: Duration = .seconds(3)) {
        self.emulator = emulator
        self.limit = limit
    }

    /// The finding kept in `file` if it is of this boot, else a new one, which is then kept there.
    package func finding(keptIn file: String) async throws -> Finding {
        let bootID = Self.bootID
        if let bytes = try? HostFile.read(file), let kept = try? JSONDecoder().decode(Finding.self, from: Data(bytes)),
            kept.bootID == bootID, !bootID.isEmpty
        {
            return kept
        }
        let found = await run()
        try HostFile.writeAtomically(Array(try JSONEncoder().encode(found)), to: file, mode: 0o644)
        return found
    }

    /// Boots the guest; never throws, for without KVM there is still emulation.
    package func run(device: String = "/dev/kvm") async -> Finding {
        let reason = await obstacle(device: device)
        return Finding(type: reason == nil ? .kvm : .qemu, reason: reason ?? "a guest ran", bootID: Self.bootID)
    }

    private static var bootID: String {
        let text = HostFile.text("/proc/sys/kernel/random/boot_id") ?? ""
        return String(text.prefix { !$0.isWhitespace })
    }

    /// Why KVM cannot be used; nil when it can.
    private func obstacle(device: String) async -> String? {
        guard HostFile.exists(device) else { return "there is no \(device)" }
        switch await boot(accelerator: "kvm") {
        case .ran: return nil
        case .refused(let words): return "QEMU refused KVM: \(words)"
        case .hung: return "a guest on KVM did not run within \(limit.wholeMicroseconds / 1000) ms"
        }
    }

    package enum Outcome: Sendable, Equatable {
        case ran, hung
        case refused(String)
    }

    /// Boots the guest on an accelerator of QEMU's (`kvm`, `tcg`).
    package func boot(accelerator: String) async -> Outcome {
        let file = "/tmp/apus-probe-\(IdentifierSource.random.hex())"
        defer { try? HostFile.remove(file) }
        let arguments = [
            "-accel", accelerator, "-machine", "pc", "-m", "16", "-nodefaults", "-no-user-config", "-display", "none",
            "-no-reboot", "-device", "isa-debug-exit,iobase=0xf4,iosize=1",
            "-drive", "file=\(file),format=raw,if=ide,readonly=off,snapshot=off",
        ]
        do {
            try HostFile.writeAtomically(ProbeGuest.bootSector, to: file)
            let result = try await Command(emulator, arguments, timeout: limit).run()
            if result.status == ProbeGuest.exitStatus { return .ran }
            return .refused(result.errors.split(separator: "\n").last.map(String.init) ?? "status \(result.status)")
        } catch let error as CommandError where error.timedOut {
            return .hung
        } catch {
            return .refused(String(describing: error))
        }
    }
}
