import HypervisorKit

/// Definitions for tests.
enum Samples {
    static func guest(_ id: String = "3f0f5a1e-8b0c-4a52-9a76-000000000001", name: String = "instance-00000001")
        -> GuestDefinition
    {
        GuestDefinition(
            id: id, name: name, title: "web", virtualization: .qemu, vcpus: 2, memory: 96,
            disks: [GuestDisk(source: .file("/disks/vda"), format: "qcow2", device: "vda", bootIndex: 1)],
            interfaces: [GuestInterface(tap: "tap1", mac: "fa:16:3e:00:00:01", mtu: 1450)],
            console: GuestConsole(log: "/c/console.log", serialSocket: "/c/serial", vncSocket: "/c/vnc"),
            metadata: GuestMetadata(flavor: "m1.tiny", projectID: "p1", userID: "u1", requestID: "req-1", imageID: "i1")
        )
    }
}
