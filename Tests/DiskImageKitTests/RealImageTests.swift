import DiskImageKit
import HostKit
import Testing

/// The inspector against images that the field's own tools made.
@Suite struct RealImageTests {
    private static let size = 8 << 20

    struct Sample: Sendable, CustomStringConvertible {
        var format: DiskFormat
        var driver: String
        var options: String?
        var description: String { driver + (options.map { " " + $0 } ?? "") }
    }

    static let samples = [
        Sample(format: .raw, driver: "raw"), Sample(format: .qcow2, driver: "qcow2", options: "compat=0.10"),
        Sample(format: .qcow2, driver: "qcow2", options: "compat=1.1,extended_l2=on"),
        Sample(format: .vmdk, driver: "vmdk", options: "subformat=monolithicSparse"),
        Sample(format: .vmdk, driver: "vmdk", options: "subformat=streamOptimized"),
        Sample(format: .vhd, driver: "vpc", options: "subformat=dynamic,force_size=on"),
        Sample(format: .vhd, driver: "vpc", options: "subformat=fixed,force_size=on"),
        Sample(format: .vhdx, driver: "vhdx"), Sample(format: .vdi, driver: "vdi"),
        Sample(format: .ploop, driver: "parallels"),
    ]

    private func inspect(_ path: String, chunk: Int) throws -> DiskImageInspector {
        let bytes = try HostFile.read(path)
        var inspector = DiskImageInspector()
        var start = 0
        while start < bytes.count {
            let end = min(start + chunk, bytes.count)
            inspector.consume(bytes[start..<end])
            start = end
        }
        return inspector
    }

    @Test(arguments: samples) func isKnownAndMeasured(_ sample: Sample) async throws {
        let folder = try TemporaryFolder()
        try HostFile.writeAtomically([UInt8](repeating: 0x41, count: Self.size), to: folder("source"))
        let options = sample.options.map { ["-o", $0] } ?? []
        let arguments = ["convert", "-f", "raw", "-O", sample.driver] + options + [folder("source"), folder("image")]
        try await Command("qemu-img", arguments).check()
        for chunk in [1000, 65536] {
            let inspector = try inspect(folder("image"), chunk: chunk)
            #expect(try inspector.check(declared: sample.format) == UInt64(Self.size))
            // A fixed VHD is a plain disk with a footer, and may be declared as one.
            if sample.options?.contains("fixed") == true { continue }
            for other in DiskFormat.allCases where other.driver != sample.format.driver {
                #expect(inspector.virtualSize(declared: other) == nil, "\(sample) passed for \(other)")
            }
        }
    }

    @Test func flatVMDKIsRefused() async throws {
        let folder = try TemporaryFolder()
        let arguments = ["create", "-f", "vmdk", "-o", "subformat=monolithicFlat", folder("flat.vmdk"), "1M"]
        try await Command("qemu-img", arguments).check()
        let inspector = try inspect(folder("flat.vmdk"), chunk: 100)
        #expect(throws: DiskImageError.dataFile(format: .vmdk)) { try inspector.check(declared: .vmdk) }
        #expect(inspector.virtualSize(declared: .raw) == nil)
    }

    @Test func overlaysAndDataFilesAreRefused() async throws {
        let folder = try TemporaryFolder()
        let tool = DiskImageTool()
        try await tool.createBlank(folder("base"), format: .qcow2, size: 1 << 20)
        try await tool.createOverlay(folder("overlay"), backing: folder("base"), backingFormat: .qcow2)
        let overlay = try inspect(folder("overlay"), chunk: 4096)
        #expect(throws: DiskImageError.backingFile(format: .qcow2)) { try overlay.check(declared: .qcow2) }
        let options = "data_file=\(folder("data")),data_file_raw=on"
        try await Command("qemu-img", ["create", "-f", "qcow2", "-o", options, folder("split"), "1M"]).check()
        let split = try inspect(folder("split"), chunk: 4096)
        #expect(throws: DiskImageError.dataFile(format: .qcow2)) { try split.check(declared: .qcow2) }
    }

    @Test func differencingVHDXAndVDIAreNotPlain() async throws {
        let folder = try TemporaryFolder()
        try await Command("qemu-img", ["create", "-f", "vdi", folder("x.vdi"), "1M"]).check()
        var bytes = try HostFile.read(folder("x.vdi"))
        bytes[76] = 4
        var inspector = DiskImageInspector()
        inspector.consume(bytes)
        #expect(throws: DiskImageError.backingFile(format: .vdi)) { try inspector.check(declared: .vdi) }
    }

    @Test func luksIsMeasuredByItsPayload() async throws {
        let folder = try TemporaryFolder()
        let arguments = [
            "create", "-f", "luks", "--object", "secret,id=s,data=abc", "-o", "key-secret=s,iter-time=10",
            folder("image"), "1M",
        ]
        try await Command("qemu-img", arguments).check()
        #expect(try inspect(folder("image"), chunk: 4096).check(declared: .luks) == 1 << 20)
    }

    @Test(arguments: [ConfigDrive.Format.iso9660, .vfat]) func configDriveIsReadable(_ format: ConfigDrive.Format)
        async throws
    {
        let folder = try TemporaryFolder()
        let name = "openstack/latest/meta_data.json"
        let files = [
            ConfigDrive.File(path: name, bytes: Array("{\"uuid\": \"x\"}".utf8)),
            ConfigDrive.File(path: "ec2/2009-04-04/user-data", bytes: Array(repeating: 0x61, count: 100_000)),
        ]
        try await ConfigDrive(files: files, format: format).write(to: folder("drive"))
        let inspector = try inspect(folder("drive"), chunk: 4096)
        switch format {
        case .iso9660:
            try inspector.check(declared: .iso)
            let listing = try await Command("isoinfo", ["-R", "-i", folder("drive"), "-x", "/" + name]).check()
            #expect(listing.output == "{\"uuid\": \"x\"}")
            #expect(
                try await Command("isoinfo", ["-d", "-i", folder("drive")]).check().output.contains(
                    "Volume id: config-2"))
        case .vfat:
            try inspector.check(declared: .raw)
            let content = try await Command("mtype", ["-i", folder("drive"), "::/" + name]).check()
            #expect(content.output == "{\"uuid\": \"x\"}")
        }
        #expect(HostFile.names(in: folder.path) == ["drive"])
    }

    @Test(arguments: ["../x", "/x", "a//b", ".", ""]) func configDriveRefusesPathsThatLeaveIt(_ path: String)
        async throws
    {
        let folder = try TemporaryFolder()
        let drive = ConfigDrive(files: [.init(path: path, bytes: [])])
        await #expect(throws: DiskImageError.badPath(path)) { try await drive.write(to: folder("drive")) }
        #expect(HostFile.names(in: folder.path).isEmpty)
    }
}
