import CloudCore
import Glibc
import HostKit
import HypervisorKit
import TestKit
import Testing

/// A real guest under libvirt's embedded driver, in a network namespace of its own. One embedded driver per process,
/// hence one test; it boots the guest of `build-guest.sh` twice.
@Suite(.serialized) struct LibvirtDriverTests {
    private static let guestFolder = getenv("APUS_TEST_GUEST").map { String(cString: $0) } ?? "/tmp/guest"
    static var isPossible: Bool {
        getuid() == 0 && getpwnam("libvirt-qemu") != nil && HostFile.exists("\(guestFolder)/guest-root.img")
    }

    private let id = "3f0f5a1e-8b0c-4a52-9a76-0000000000aa"

    private func definition(in folder: TemporaryFolder) async throws -> GuestDefinition {
        let disk = [
            "create", "-q", "-f", "qcow2", "-F", "raw", "-b", "\(Self.guestFolder)/guest-root.img", folder("vda"),
        ]
        try await Command("qemu-img", disk).check()
        try await Command("qemu-img", ["create", "-q", "-f", "qcow2", folder("vdb"), "16M"]).check()
        try HostFile.makeFolder(folder("cd/openstack/latest"))
        let meta = "{\"uuid\": \"\(id)\", \"hostname\": \"bird\"}"
        try HostFile.writeAtomically(meta, to: folder("cd/openstack/latest/meta_data.json"))
        try await Command(
            "genisoimage", ["-quiet", "-J", "-r", "-V", "config-2", "-o", folder("config"), folder("cd")]
        ).check()
        return GuestDefinition(
            id: id, name: "instance-000000aa", title: "<bird> & \"friends\"", virtualization: .qemu, vcpus: 1,
            memory: 128,
            disks: [
                GuestDisk(source: .file(folder("vda")), format: "qcow2", device: "vda", bootIndex: 1),
                GuestDisk(source: .file(folder("config")), format: "raw", bus: "ide", device: "hda", isCDROM: true),
            ],
            interfaces: [GuestInterface(tap: "taphyp0", mac: "fa:16:3e:00:00:aa", mtu: 1450)],
            kernel: DirectBoot(
                kernel: "\(Self.guestFolder)/vmlinuz", initrd: "\(Self.guestFolder)/initrd.img",
                arguments: "root=/dev/vda console=ttyS0,115200 net.ifnames=0 quiet"),
            console: GuestConsole(log: folder("console.log"), serialSocket: folder("serial"), vncSocket: folder("vnc")),
            balloonPeriod: 2, metadata: GuestMetadata(flavor: "<tiny>", projectID: "p"))
    }

    private func makeTaps(in namespace: NetworkNamespace) async throws {
        try await namespace.create()
        for tap in ["taphyp0", "taphyp1"] {
            try await Command("ip", ["tuntap", "add", tap, "mode", "tap"], namespace: namespace).check()
            try await Command("ip", ["link", "set", tap, "up"], namespace: namespace).check()
        }
    }

    @Test(.enabled(if: isPossible), .timeLimit(.minutes(6))) func aGuestsLife() async throws {
        let folder = try TemporaryFolder()
        let namespace = NetworkNamespace("apushyp\(getpid())")
        try await makeTaps(in: namespace)
        let settings = LibvirtSettings(
            endpoint: .embedded(root: folder("lv")), namespace: namespace, diskFolder: folder.path,
            virtualization: .qemu)
        let driver = LibvirtDriver(settings)
        do {
            try await driver.start()
            try await live(driver, folder)
            await driver.stop()
            try await outlive(settings, folder)
        } catch {
            try? await driver.undefine(id)
            await driver.stop()
            endLeftOver(folder)
            _ = try? await namespace.delete()
            throw error
        }
        #expect(HostFile.text(folder("lv/run/qemu/instance-000000aa.pid")) == nil)
        try await namespace.delete()
    }

    /// Boot, look, plug, copy, power off.
    private func live(_ driver: LibvirtDriver, _ folder: TemporaryFolder) async throws {
        let events = LockedValue<[GuestEvent.Kind]>([])
        let reader = Task { for await event in driver.events { events.withLock { $0.append(event.kind) } } }
        defer { reader.cancel() }
        let host = try await driver.capabilities()
        #expect(host.vcpus > 0 && host.memory > 256 && host.hypervisorVersion > 5_000_000)
        #expect(host.traits.contains("COMPUTE_STORAGE_BUS_VIRTIO"))
        await #expect(throws: HypervisorError.self) { try await driver.start(id) }
        try await driver.create(try await definition(in: folder))
        try await driver.start(id)
        let status = try #require(try await driver.status(of: id))
        #expect(status.state == .running && status.memory == 128 && status.metadata.flavor == "<tiny>")
        #expect(try await driver.guests().map(\.id) == [id])
        let line = try #require(HostFile.text("/proc/\(try processID(folder))/cmdline"))
        #expect(line.contains("tb-size=32"))
        try await eventually("ready", within: .seconds(90), every: .milliseconds(100)) {
            try await driver.consoleLog(id, lines: 5).contains("ready")
        }
        #expect(try await driver.consoleLog(id, lines: nil).contains("hostname=bird"))
        try await plug(driver, folder)
        try await driver.copyDisk("vda", of: id, to: folder("copy"))
        let copy = try await Command("qemu-img", ["info", "-f", "qcow2", "--output=json", folder("copy")]).check()
            .output
        #expect(!copy.contains("backing-filename"))
        try await driver.pause(id)
        try await driver.pause(id)
        #expect(try await driver.status(of: id)?.state == .paused)
        try await driver.unpause(id)
        try await driver.shutdown(id)
        try await eventually("stopped") { events.withLock { $0.contains(.stopped) } }
        #expect(try await driver.status(of: id)?.state == .shutdown)
        #expect(events.withLock { $0 }.contains(.started))
    }

    private func plug(_ driver: LibvirtDriver, _ folder: TemporaryFolder) async throws {
        let disk = GuestDisk(source: .file(folder("vdb")), format: "qcow2", device: "vdb", serial: "volume-1")
        let interface = GuestInterface(tap: "taphyp1", mac: "fa:16:3e:00:00:ab")
        try await driver.attach(disk, to: id)
        try await driver.attach(disk, to: id)
        try await driver.attach(interface, to: id)
        try await eventually("seen", within: .seconds(90), every: .milliseconds(100)) {
            try await driver.consoleLog(id, lines: 20).contains("disk vdb add")
        }
        try await driver.resizeDisk("vdb", of: id, size: 32 << 20)
        let statistics = try await driver.statistics(id)
        #expect(statistics.disks.contains { $0.device == "vdb" && $0.capacity == 32 << 20 })
        #expect(statistics.disks.first { $0.device == "vda" }?.readBytes ?? 0 > 1 << 20)
        #expect(statistics.interfaces.map(\.tap) == ["taphyp0", "taphyp1"])
        #expect(statistics.interfaces.first?.sentPackets ?? 0 > 0)
        try await driver.detachDisk("vdb", from: id)
        try await driver.detachDisk("vdb", from: id)
        try await driver.detachInterface(mac: interface.mac, from: id)
        #expect(try await driver.statistics(id).interfaces.count == 1)
    }

    /// A guest goes on while nobody is connected, and is found again.
    private func outlive(_ settings: LibvirtSettings, _ folder: TemporaryFolder) async throws {
        let first = LibvirtDriver(settings)
        try await first.start()
        try await first.start(id)
        let process = try processID(folder)
        await first.stop()
        #expect(kill(process, 0) == 0)
        let second = LibvirtDriver(settings)
        try await second.start()
        defer { Task { await second.stop() } }
        #expect(try await second.status(of: id)?.state == .running)
        try await second.reboot(id, .hard)
        #expect(try await second.status(of: id)?.state == .running)
        let next = try processID(folder)
        #expect(next != process)
        try await second.destroy(id)
        try await second.destroy(id)
        try await second.undefine(id)
        try await second.undefine(id)
        #expect(try await second.status(of: id) == nil)
        try await eventually("the process is gone") { ProcessIdentity(running: next) == nil }
    }

    private func processID(_ folder: TemporaryFolder) throws -> Int32 {
        let text = try #require(HostFile.text(folder("lv/run/qemu/instance-000000aa.pid")))
        return try #require(Int32(text.filter(\.isNumber)))
    }

    /// Whatever went wrong, no guest stays.
    private func endLeftOver(_ folder: TemporaryFolder) {
        if let process = try? processID(folder) { kill(process, SIGKILL) }
    }
}
