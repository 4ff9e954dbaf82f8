import CloudCore
import DiskImageKit
import FoundationEssentials
import Glibc
import HostKit
import Testing

@testable import ComputeAgent

/// A host's copies of images: fetched once, whole, and gone when nobody wants them any more.
@Suite struct ImageCacheTests {
    /// A folder of the test's own with a cache and a place for disks.
    private struct Place {
        let root = FileManager.default.temporaryDirectory.path + "/apus-cache-\(UInt64.random(in: 0 ... .max))"
        let images = StubImages()
        var folder: String { root + "/image-cache" }
        var instances: String { root + "/instances" }
        let cache: ImageCache

        init() throws {
            cache = ImageCache(
                folder: root + "/image-cache", instances: root + "/instances", images: images.client)
            try HostFile.makeFolder(folder)
            try HostFile.makeFolder(instances)
        }

        func remove() { try? HostFile.removeTree(root) }

        /// As if the file had been used last in 1970.
        func age(_ path: String) {
            var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
            utimensat(AT_FDCWD, path, &times, 0)
        }
    }

    @Test func manyWhoWantItAtOnceWaitForOneFetch() async throws {
        let place = try Place()
        defer { place.remove() }
        let paths = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 { group.addTask { try await place.cache.image(StubImages.id).path } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(paths.count == 1)
        #expect(place.images.downloads.withLock { $0 } == 1)
        #expect(HostFile.names(in: place.folder).count == 1)
    }

    @Test func aCopyThatWasCutOffIsReplaced() async throws {
        let place = try Place()
        defer { place.remove() }
        let path = try await place.cache.image(StubImages.id).path
        chmod(path, 0o600)
        truncate(path, 512)
        #expect(try await place.cache.image(StubImages.id).virtualSize == 65536)
        #expect(try HostFile.read(path).count == 65536)
        #expect(place.images.downloads.withLock { $0 } == 2)
    }

    @Test func halfDoneFilesGo() async throws {
        let place = try Place()
        defer { place.remove() }
        for name in ["x.part", "x.converted", "whole"] {
            try HostFile.writeAtomically("half", to: "\(place.folder)/\(name)")
        }
        try await place.cache.removeUnfinished()
        #expect(HostFile.names(in: place.folder) == ["whole"])
    }

    @Test func aCopyGoesWhenItIsOldAndNoDiskStandsUponIt() async throws {
        let place = try Place()
        defer { place.remove() }
        let path = try await place.cache.image(StubImages.id).path
        // However short it is to be kept: it was used a moment ago.
        #expect(try await place.cache.removeUnused(for: .zero) == [])
        let folder = "\(place.instances)/aaaaaaaa-0000-4000-8000-000000000000"
        try HostFile.makeFolder(folder)
        try await DiskImageTool().createOverlay(folder + "/disk.qcow2", backing: path, backingFormat: .raw)
        place.age(path)
        #expect(try await place.cache.removeUnused(for: .seconds(3600)) == [])
        try HostFile.removeTree(folder)
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        #expect(try await place.cache.removeUnused(for: .seconds(3600)) == [name])
        #expect(!HostFile.exists(path))
        // Wanted again, it comes again.
        _ = try await place.cache.image(StubImages.id)
        #expect(HostFile.exists(path))
    }

    @Test func nothingGoesWhileADiskCannotBeRead() async throws {
        let place = try Place()
        defer { place.remove() }
        let path = try await place.cache.image(StubImages.id).path
        place.age(path)
        let folder = "\(place.instances)/aaaaaaaa-0000-4000-8000-000000000000"
        try HostFile.makeFolder(folder)
        try HostFile.writeAtomically("no disk", to: folder + "/disk.qcow2")
        await #expect(throws: CommandError.self) { try await place.cache.removeUnused(for: .seconds(3600)) }
        #expect(HostFile.exists(path))
    }
}
