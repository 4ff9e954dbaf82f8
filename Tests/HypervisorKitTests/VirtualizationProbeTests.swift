import HostKit
import HypervisorKit
import Testing

@Suite struct VirtualizationProbeTests {
    /// The same guest under emulation, where it runs everywhere: proves that its status is seen.
    @Test func aRunningGuestIsSeen() async {
        #expect(await VirtualizationProbe(limit: .seconds(30)).boot(accelerator: "tcg") == .ran)
    }

    @Test func aHungGuestIsEnded() async {
        let outcome = await VirtualizationProbe(limit: .milliseconds(1)).boot(accelerator: "tcg")
        #expect(outcome == .hung)
    }

    @Test func whatQEMURefusesIsTold() async {
        let outcome = await VirtualizationProbe().boot(accelerator: "nonsense")
        guard case .refused(let words) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(words.contains("nonsense"))
    }

    @Test func withoutTheDeviceThereIsEmulation() async {
        let finding = await VirtualizationProbe().run(device: "/nonexistent")
        #expect(finding.type == .qemu)
    }

    @Test func aFindingIsKeptForTheBoot() async throws {
        let folder = try TemporaryFolder()
        let first = try await VirtualizationProbe().finding(keptIn: folder("probe.json"))
        let again = try await VirtualizationProbe(emulator: "/nonexistent").finding(keptIn: folder("probe.json"))
        #expect(first == again)
        let other = "{\"type\":\"kvm\",\"reason\":\"\",\"bootID\":\"another\"}"
        try HostFile.writeAtomically(other, to: folder("probe.json"))
        let renewed = try await VirtualizationProbe(emulator: "/nonexistent").finding(keptIn: folder("probe.json"))
        #expect(renewed.type == .qemu)
    }
}
