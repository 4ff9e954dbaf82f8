/// How a program ended and what it wrote.
package struct CommandResult: Sendable {
    /// The exit status, or 128 + the signal that ended it.
    package var status: Int32
    package var stdout: [UInt8]
    package var stderr: [UInt8]

    package init(status: Int32, stdout: [UInt8] = [], stderr: [UInt8] = []) {
        self.status = status
        self.stdout = stdout
        self.stderr = stderr
    }

    package var output: String { String(decoding: stdout, as: UTF8.self) }
    package var errors: String { String(decoding: stderr, as: UTF8.self) }
    package var succeeded: Bool { status == 0 }
}
