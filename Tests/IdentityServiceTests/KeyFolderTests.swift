import CloudCore
import FoundationEssentials
import TestKit
import Testing

@testable import IdentityService

@Suite struct KeyFolderTests {
    /// A process that is killed while it writes a key leaves its draft; one that still writes keeps it.
    @Test func whatWasBegunAndNeverEndedGoes() async throws {
        try await TemporaryFolders.with { path in
            let folder = KeyFolder(path: path)
            try folder.prepare()
            try folder.create("0", "key")
            for (name, age) in [(".draft-1-1", 3600.0), (".draft-2-1", 0), ("1", 3600)] {
                let place = folder.place(name)
                #expect(FileManager.default.createFile(atPath: place, contents: Data("half".utf8)))
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: place)
            }
            try folder.prepare()
            let left = try FileManager.default.contentsOfDirectory(atPath: path)
            #expect(Set(left) == ["0", "1", ".draft-2-1"])
            #expect(Set(try folder.names()) == ["0", "1"])
        }
    }
}
