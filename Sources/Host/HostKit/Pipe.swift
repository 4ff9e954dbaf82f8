import CShim
import Glibc

/// A pipe whose ends close with it.
final class Pipe {
    private(set) var readEnd: Int32
    private(set) var writeEnd: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        try SystemError.check(shim_pipe(&ends), "make a pipe")
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        closeReadEnd()
        closeWriteEnd()
    }

    func closeReadEnd() { shut(&readEnd) }
    func closeWriteEnd() { shut(&writeEnd) }

    private func shut(_ end: inout Int32) {
        if end >= 0 { close(end) }
        end = -1
    }
}
