import AgentProtocols
import CloudCore
import CloudJSON
import CloudMessaging
import CloudObservability
import DiskImageKit
import FoundationEssentials
import Glibc
import HostKit
import HypervisorKit

/// Makes a guest: image, ports, disks, definition, start. Every part finds its work done when it is run again.
struct GuestBuilder: Sendable {
    let driver: any HypervisorDriver
    let cache: ImageCache
    let ports: ServerPorts
    let bus: any Bus
    let instances: String
    let virtualization: GuestDefinition.VirtualizationType
    let tracer: Tracer
    let failpoint: Failpoint
    let tool = DiskImageTool()

    /// Brings the guest to running; returns the server's ports.
    func build(_ server: ServerSpecification, taskID: String) async throws -> [ComputePort] {
        let folder = InstanceFolder(root: instances, serverID: server.id)
        try folder.make()
        await progress(server, taskID, "networking")
        async let plugged = tracer.span("ports: bound to this host, plugged by the network agent", step: 23) {
            try await ports.plug(server)
        }
        let disk = try await disk(server, folder)
        let interfaces = try await plugged
        tracer.mark("ports are plugged", step: 25, note: interfaces.map { $0.device }.joined(separator: ", "))
        tracer.mark("block storage asked for volumes", step: 26, note: "nothing to do: no volumes asked for")
        tracer.mark("block storage checks the token", step: 27, note: "nothing to do: no volumes asked for")
        tracer.mark("volumes are connected", step: 28, note: "nothing to do: no volumes asked for")
        await progress(server, taskID, "spawning")
        try await tracer.span("the guest is defined and started", step: 29, note: server.instanceName) {
            let guest = try await definition(server, folder, disk, interfaces)
            try await start(guest)
        }
        return interfaces.map(\.port)
    }

    /// Told for `task_state` only; a lost one does no harm.
    private func progress(_ server: ServerSpecification, _ taskID: String, _ state: String) async {
        try? await bus.cast(
            BuildProgress(serverID: server.id, taskID: taskID, taskState: state), to: ComputeTopics.conductor)
    }

    private func start(_ guest: GuestDefinition) async throws {
        let state = try await driver.status(of: guest.id)?.state
        if state == .running { return }
        if state == .paused { return try await driver.unpause(guest.id) }
        try await driver.define(guest)
        failpoint.reach("compute-agent", "guest defined")
        try await driver.start(guest.id)
        failpoint.reach("compute-agent", "guest started")
    }

    /// The guest's own layer over the image, as large as the flavor says.
    private func disk(_ server: ServerSpecification, _ folder: InstanceFolder) async throws -> GuestDisk {
        guard let imageID = server.imageID else {
            throw Fault.badRequest("A server without an image needs a volume to boot from, which is not supported yet.")
        }
        if !HostFile.exists(folder.disk) {
            guard server.operation == .build else {
                throw Fault(
                    500, "The disk of the server is not on the host \(server.host ?? "?") any more.",
                    code: "DiskNotFound", cause: folder.disk)
            }
            let image = try await tracer.span("image: asked for, checked, its bytes fetched once", step: 20) {
                try await cache.image(imageID)
            }
            tracer.mark("image is here", step: 22, note: "\(image.virtualSize) bytes as \(image.format.rawValue)")
            failpoint.reach("compute-agent", "image fetched")
            let size = UInt64(server.flavor.disk) << 30
            guard size == 0 || image.virtualSize <= size else {
                throw Fault.badRequest(
                    "Flavor's disk is too small for requested image. Flavor disk is \(size) bytes, "
                        + "image is \(image.virtualSize) bytes."
                )
            }
            let part = folder.disk + ".part"
            try HostFile.remove(part)
            try await tool.createOverlay(
                part, backing: image.path, backingFormat: image.format, size: size == 0 ? nil : size)
            guard rename(part, folder.disk) == 0 else { throw SystemFailure("rename", folder.disk) }
            failpoint.reach("compute-agent", "disk made")
        } else {
            tracer.mark("image", step: 20, note: "the disk stands already")
            tracer.mark("image is here", step: 22, note: "the disk stands already")
        }
        let hardware = try HardwareProperties(server.imageProperties)
        let bus = hardware.diskBus ?? "virtio"
        return GuestDisk(
            source: .file(folder.disk), format: "qcow2", bus: bus,
            device: bus == "virtio" ? "vda" : bus == "ide" ? "hda" : "sda",
            bootIndex: 1)
    }

    private func definition(
        _ server: ServerSpecification, _ folder: InstanceFolder, _ disk: GuestDisk, _ ports: [ServerPorts.Plugged]
    ) async throws -> GuestDefinition {
        let hardware = try HardwareProperties(server.imageProperties)
        var disks = [disk]
        if server.hasConfigDrive {
            try await writeConfigDrive(server, folder, ports)
            disks.append(
                GuestDisk(
                    source: .file(folder.configDrive), format: "raw", bus: hardware.cdromBus ?? "ide", device: "hdd",
                    isReadOnly: true, isCDROM: true))
        }
        let interfaces = ports.map { port in
            GuestInterface(
                tap: port.device, mac: port.port.macAddress, model: hardware.vifModel ?? "virtio", mtu: port.mtu)
        }
        return GuestDefinition(
            id: server.id, name: server.instanceName, title: server.name, virtualization: virtualization,
            machine: hardware.machine ?? "pc", vcpus: server.flavor.vcpus, memory: server.flavor.memory, disks: disks,
            interfaces: interfaces,
            console: GuestConsole(
                log: folder.consoleLog, serialSocket: folder.serialSocket, vncSocket: folder.displaySocket),
            video: hardware.videoModel ?? "vga", hasRandom: hardware.hasRandom ?? true, watchdog: hardware.watchdog,
            hasGuestAgent: hardware.hasGuestAgent ?? false, hasTablet: hardware.hasTablet ?? false,
            scsiModel: hardware.scsiModel ?? "virtio-scsi",
            metadata: GuestMetadata(
                flavor: server.flavor.name, projectID: server.projectID, userID: server.userID,
                requestID: RequestContext.current?.requestID ?? "", imageID: server.imageID ?? ""))
    }

    private func writeConfigDrive(
        _ server: ServerSpecification, _ folder: InstanceFolder, _ ports: [ServerPorts.Plugged]
    ) async throws {
        let metadata = InstanceMetadata(server, ports: ports.map(\.port))
        var files = [
            ConfigDrive.File(path: "openstack/latest/meta_data.json", bytes: JSONWriter.bytes(metadata.metaData)),
            ConfigDrive.File(path: "openstack/latest/network_data.json", bytes: JSONWriter.bytes(metadata.networkData)),
        ]
        if let text = server.userData,
            let data = FoundationEssentials.Data(base64Encoded: text, options: .ignoreUnknownCharacters)
        {
            files.append(ConfigDrive.File(path: "openstack/latest/user_data", bytes: Array(data)))
        }
        try await ConfigDrive(files: files).write(to: folder.configDrive)
    }
}
