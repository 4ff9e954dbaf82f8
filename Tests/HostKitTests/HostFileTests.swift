import CloudCore
import Glibc
import HostKit
import Testing

@Suite struct HostFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func replacesWholeFilesWithTheirMode() throws {
        let path = "\(folder.path)/secret"
        try HostFile.writeAtomically("one", to: path)
        try HostFile.writeAtomically([1, 2, 3], to: path)
        #expect(try HostFile.read(path) == [1, 2, 3])
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(HostFile.names(in: folder.path) == ["secret"])
    }

    @Test func aFailedReplacementLeavesNothing() throws {
        try HostFile.makeFolder("\(folder.path)/taken/inner")
        #expect(throws: SystemError.self) { try HostFile.writeAtomically("x", to: "\(folder.path)/taken") }
        #expect(HostFile.names(in: folder.path) == ["taken"])
        #expect(throws: SystemError.self) { try HostFile.read("\(folder.path)/missing") }
        #expect(HostFile.text("\(folder.path)/missing") == nil)
        try HostFile.remove("\(folder.path)/missing")
    }

    @Test func removesTreesButNotWhatLinksPointTo() throws {
        try HostFile.makeFolder("\(folder.path)/a/b")
        try HostFile.writeAtomically("kept", to: "\(folder.path)/kept")
        #expect(symlink("\(folder.path)/kept", "\(folder.path)/a/b/link") == 0)
        try HostFile.removeTree("\(folder.path)/a")
        #expect(HostFile.names(in: folder.path) == ["kept"])
    }
}
