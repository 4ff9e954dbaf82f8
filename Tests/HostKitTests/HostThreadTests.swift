import CloudCore
import Glibc
import HostKit
import Testing

@Suite struct HostThreadTests {
    private func namespaceHere() -> UInt64 {
        var status = stat()
        return stat("/proc/thread-self/ns/net", &status) == 0 ? UInt64(status.st_ino) : 0
    }

    @Test func worksInOrderOnOneThread() async throws {
        let thread = try HostThread(name: "apus-test")
        let first = try await thread.run { pthread_self() }
        let second = try await thread.run { pthread_self() }
        #expect(first == second)
        #expect(first != pthread_self())
        await #expect(throws: SystemError.self) { try await thread.run { throw SystemError("x", code: 1) } }
        thread.stop()
        await #expect(throws: CancellationError.self) { try await thread.run { 1 } }
    }

    @Test func namespacesAreMadeEnteredListedAndRemoved() async throws {
        let namespace = NetworkNamespace("apusht\(UInt32.random(in: 0 ... 0xffff))")
        #expect(try await namespace.create())
        #expect(try await !namespace.create())
        #expect(namespace.exists)
        #expect(NetworkNamespace.list(prefix: namespace.name) == [namespace])
        let thread = try HostThread(name: "apus-test", namespace: namespace)
        let here = namespaceHere()
        let there = try await thread.run { [self] in namespaceHere() }
        #expect(there == namespace.inode)
        #expect(there != here)
        let links = try await Command("ip", ["-br", "link"], namespace: namespace).check()
        #expect(links.output.split(separator: "\n").allSatisfy { !$0.hasPrefix("eth") })
        thread.stop()
        #expect(try await namespace.delete())
        #expect(try await !namespace.delete())
        #expect(!namespace.exists)
        #expect(throws: SystemError.self) { try HostThread(name: "apus-test", namespace: namespace) }
    }

    @Test func aLeftOverFileIsNoNamespace() async throws {
        let namespace = NetworkNamespace("apusht\(UInt32.random(in: 0 ... 0xffff))")
        try HostFile.makeFolder(NetworkNamespace.folder)
        try HostFile.writeAtomically("", to: namespace.path)
        #expect(!namespace.exists)
        #expect(try await namespace.create())
        #expect(namespace.exists)
        try await namespace.delete()
    }
}
