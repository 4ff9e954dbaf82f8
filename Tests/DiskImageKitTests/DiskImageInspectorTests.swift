import CloudCore
import DiskImageKit
import HostKit
import Testing

/// Headers made here: what liars and attackers would send.
@Suite struct DiskImageInspectorTests {
    private func inspect(_ bytes: [UInt8], chunk: Int = 4096) -> DiskImageInspector {
        var inspector = DiskImageInspector()
        var start = 0
        while start < bytes.count {
            let end = min(start + chunk, bytes.count)
            inspector.consume(bytes[start..<end])
            start = end
        }
        return inspector
    }

    private func put(_ value: UInt64, _ width: Int, at offset: Int, big: Bool, into bytes: inout [UInt8]) {
        for index in 0..<width {
            let shift = UInt64(8 * (big ? width - 1 - index : index))
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> shift)
        }
    }

    private func qcow2(version: UInt64 = 3, backing: UInt64 = 0, features: UInt64 = 0, size: UInt64 = 1 << 30)
        -> [UInt8]
    {
        var bytes = [UInt8](repeating: 0, count: 1024)
        bytes.replaceSubrange(0..<4, with: [0x51, 0x46, 0x49, 0xfb])
        put(version, 4, at: 4, big: true, into: &bytes)
        put(backing, 8, at: 8, big: true, into: &bytes)
        put(size, 8, at: 24, big: true, into: &bytes)
        put(features, 8, at: 72, big: true, into: &bytes)
        return bytes
    }

    private func vmdk(_ descriptor: String, capacity: UInt64 = 2048) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 512 + 20 * 512)
        bytes.replaceSubrange(0..<4, with: Array("KDMV".utf8))
        put(1, 4, at: 4, big: false, into: &bytes)
        put(capacity, 8, at: 12, big: false, into: &bytes)
        put(1, 8, at: 28, big: false, into: &bytes)
        put(20, 8, at: 36, big: false, into: &bytes)
        bytes.replaceSubrange(512..<(512 + descriptor.utf8.count), with: Array(descriptor.utf8))
        return bytes
    }

    private static let goodDescriptor = """
        # Disk DescriptorFile
        version=1
        CID=fffffffe
        parentCID=ffffffff
        createType="monolithicSparse"

        # Extent description
        RW 2048 SPARSE "disk.vmdk"

        ddb.adapterType = "ide"

        """

    @Test func plainQCOW2IsAcceptedAndMeasured() throws {
        for version: UInt64 in [2, 3] {
            for chunk in [1, 7, 512, 4096] {
                #expect(try inspect(qcow2(version: version), chunk: chunk).check(declared: .qcow2) == 1 << 30)
            }
        }
    }

    @Test func otherFilesOfQCOW2AreRefused() {
        #expect(throws: DiskImageError.backingFile(format: .qcow2)) {
            try inspect(qcow2(backing: 512)).check(declared: .qcow2)
        }
        #expect(throws: DiskImageError.dataFile(format: .qcow2)) {
            try inspect(qcow2(features: 4)).check(declared: .qcow2)
        }
        #expect(throws: DiskImageError.unknownFeatures(format: .qcow2, bits: 1 << 40)) {
            try inspect(qcow2(features: 1 << 40 | 1)).check(declared: .qcow2)
        }
        // Version 2 has no such bits: what stands there is something else.
        #expect(throws: Never.self) { try inspect(qcow2(version: 2, features: 4)).check(declared: .qcow2) }
        #expect(throws: DiskImageError.self) { try inspect(qcow2(version: 1)).check(declared: .qcow2) }
        #expect(throws: DiskImageError.self) { try inspect(qcow2(version: 4)).check(declared: .qcow2) }
        #expect(throws: DiskImageError.truncated(format: .qcow2)) {
            try inspect(Array(qcow2().prefix(60))).check(declared: .qcow2)
        }
    }

    @Test func liarsAreRefused() {
        #expect(throws: DiskImageError.mismatch(declared: .raw, found: "qcow2")) {
            try inspect(qcow2()).check(declared: .raw)
        }
        #expect(throws: DiskImageError.mismatch(declared: .qcow2, found: "raw")) {
            try inspect([UInt8](repeating: 0, count: 70000)).check(declared: .qcow2)
        }
        for kind in [DiskFormat.ami, .aki, .ari, .iso, .vmdk] {
            #expect(throws: DiskImageError.mismatch(declared: kind, found: "qcow2")) {
                try inspect(qcow2()).check(declared: kind)
            }
        }
    }

    @Test func contentOfTwoFormatsIsRefused() {
        var bytes = qcow2() + [UInt8](repeating: 0, count: 40000)
        bytes.replaceSubrange(32769..<32774, with: Array("CD001".utf8))
        #expect(throws: DiskImageError.ambiguous(found: ["qcow2", "iso"])) {
            try inspect(bytes).check(declared: .qcow2)
        }
        #expect(inspect(bytes).findings.format == nil)
    }

    @Test func vmdkMustBeAloneInOneFile() throws {
        let good = Self.goodDescriptor
        #expect(try inspect(vmdk(good)).check(declared: .vmdk) == 1 << 20)
        let flat = good.replacing("SPARSE \"disk.vmdk\"", with: "FLAT \"/etc/passwd\" 0")
        #expect(throws: DiskImageError.dataFile(format: .vmdk)) { try inspect(vmdk(flat)).check(declared: .vmdk) }
        let folder = good.replacing("\"disk.vmdk\"", with: "\"../x/disk.vmdk\"")
        #expect(throws: DiskImageError.dataFile(format: .vmdk)) { try inspect(vmdk(folder)).check(declared: .vmdk) }
        let two = good + "RW 2048 SPARSE \"other.vmdk\"\n"
        #expect(throws: DiskImageError.dataFile(format: .vmdk)) { try inspect(vmdk(two)).check(declared: .vmdk) }
        let parent = good.replacing("parentCID=ffffffff", with: "parentCID=12345678")
        #expect(throws: DiskImageError.backingFile(format: .vmdk)) { try inspect(vmdk(parent)).check(declared: .vmdk) }
        let kind = good.replacing("monolithicSparse", with: "vmfsSparse")
        #expect(throws: DiskImageError.self) { try inspect(vmdk(kind)).check(declared: .vmdk) }
        #expect(throws: DiskImageError.self) { try inspect(vmdk(good + "what is this\n")).check(declared: .vmdk) }
    }

    @Test func textDescriptorsAreRefused() {
        let text = Array(Self.goodDescriptor.utf8)
        #expect(throws: DiskImageError.dataFile(format: .vmdk)) { try inspect(text).check(declared: .vmdk) }
        #expect(throws: DiskImageError.mismatch(declared: .raw, found: "vmdk descriptor")) {
            try inspect(Array("# nothing here\n  \nversion=1\n".utf8)).check(declared: .raw)
        }
        // A script is a fine raw image.
        #expect(throws: Never.self) { try inspect(Array("#!/bin/sh\necho\n".utf8)).check(declared: .raw) }
    }

    @Test func partitionTablesAreSeen() throws {
        var bytes = [UInt8](repeating: 0, count: 40000)
        #expect(inspect(bytes).findings.partitioning == .none)
        bytes[510] = 0x55
        bytes[511] = 0xaa
        bytes[446] = 0x80
        bytes[450] = 0x83
        #expect(inspect(bytes).findings.partitioning == .mbr)
        bytes.replaceSubrange(512..<520, with: Array("EFI PART".utf8))
        #expect(inspect(bytes).findings.partitioning == .gpt)
        #expect(try inspect(bytes).check(declared: .raw) == 40000)
    }

    @Test func emptyAndShortStreamsAreRaw() throws {
        #expect(try inspect([]).check(declared: .raw) == 0)
        #expect(try inspect([1, 2, 3]).check(declared: .ami) == 3)
        #expect(!inspect([1]).isDecided)
        #expect(inspect([UInt8](repeating: 0, count: 40000)).isDecided)
    }

    /// No bytes make it crash.
    @Test func survivesGarbage() {
        var random = SystemRandomNumberGenerator()
        let starts = ["KDMV", "conectix", "vhdxfile", "QFI\u{fb}", "WithoutFreeSpace", "LUKS"].map { Array($0.utf8) }
        for start in starts + [[0x51, 0x46, 0x49, 0xfb], [0x4c, 0x55, 0x4b, 0x53, 0xba, 0xbe]] {
            for length in [8, 64, 600, 40000, 300_000] {
                var bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
                bytes.replaceSubrange(0..<min(start.count, length), with: start.prefix(length))
                let inspector = inspect(bytes, chunk: 1000)
                for format in DiskFormat.allCases { _ = inspector.virtualSize(declared: format) }
            }
        }
    }
}
