import DiskImageKit
import HostKit
import Testing

@Suite struct DiskImageToolTests {
    let tool = DiskImageTool()

    @Test func anOverlayShowsItsBackingAndGrows() async throws {
        let folder = try TemporaryFolder()
        try HostFile.writeAtomically([UInt8](repeating: 7, count: 1 << 20), to: folder("base"))
        try await tool.createOverlay(folder("disk"), backing: folder("base"), backingFormat: .raw, size: 4 << 20)
        let description = try await tool.describe(folder("disk"), format: .qcow2)
        #expect(description.virtualSize == 4 << 20)
        #expect(description.backingFile == folder("base"))
        #expect(description.backingDriver == "raw")
        try await tool.resize(folder("disk"), format: .qcow2, size: 8 << 20)
        try await tool.resize(folder("disk"), format: .qcow2, size: 8 << 20)
        #expect(try await tool.describe(folder("disk"), format: .qcow2).virtualSize == 8 << 20)
        await #expect(throws: DiskImageError.wouldShrink(virtualSize: 8 << 20, requested: 1 << 20)) {
            try await tool.resize(folder("disk"), format: .qcow2, size: 1 << 20)
        }
        #expect(try await tool.isSound(folder("disk"), format: .qcow2))
    }

    @Test func aConvertedOverlayStandsAlone() async throws {
        let folder = try TemporaryFolder()
        let content = [UInt8](repeating: 7, count: 1 << 20)
        try HostFile.writeAtomically(content, to: folder("base"))
        try await tool.createOverlay(folder("disk"), backing: folder("base"), backingFormat: .raw)
        let needed = try await tool.requiredSize(folder("disk"), format: .qcow2, targetFormat: .raw)
        #expect(needed == 1 << 20)
        try await tool.convert(
            folder("disk"), format: .qcow2, to: folder("copy"), targetFormat: .qcow2, compressed: true)
        #expect(try await tool.verify(folder("copy"), format: .qcow2).backingFile == nil)
        try await tool.convert(folder("copy"), format: .qcow2, to: folder("raw"), targetFormat: .raw)
        #expect(try HostFile.read(folder("raw")) == content)
        try await tool.rebase(folder("disk"), backing: nil, backingFormat: nil)
        #expect(try await tool.describe(folder("disk"), format: .qcow2).backingFile == nil)
    }

    @Test func limitsAndBackingsAreRefused() async throws {
        let folder = try TemporaryFolder()
        try await tool.createBlank(folder("base"), format: .qcow2, size: 2 << 20)
        await #expect(throws: DiskImageError.tooLarge(virtualSize: 2 << 20, limit: 1 << 20)) {
            try await tool.verify(folder("base"), format: .qcow2, limit: 1 << 20)
        }
        await #expect(throws: DiskImageError.tooLarge(virtualSize: 2 << 20, limit: 1 << 20)) {
            try await tool.createOverlay(folder("small"), backing: folder("base"), backingFormat: .qcow2, size: 1 << 20)
        }
        try await tool.createOverlay(folder("disk"), backing: folder("base"), backingFormat: .qcow2)
        await #expect(throws: DiskImageError.backingFile(format: .qcow2)) {
            try await tool.verify(folder("disk"), format: .qcow2)
        }
    }

    @Test func theFormatIsNeverGuessed() async throws {
        let folder = try TemporaryFolder()
        try await tool.createBlank(folder("image"), format: .qcow2, size: 1 << 30)
        let asRaw = try await tool.describe(folder("image"), format: .raw)
        #expect(asRaw.driver == "raw")
        #expect(asRaw.virtualSize < 1 << 20)
    }

    @Test func relativeNamesAreRefusedAndErrorsTold() async throws {
        await #expect(throws: DiskImageError.badPath("json:{}")) { try await tool.describe("json:{}", format: .raw) }
        await #expect(throws: CommandError.self) { try await tool.describe("/nonexistent/image", format: .raw) }
    }
}
