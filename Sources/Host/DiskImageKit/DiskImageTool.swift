import CloudJSON
import HostKit

/// Operations on image files through `qemu-img`. The format is always told, never guessed; every path is absolute.
///
/// A program that reads untrusted headers runs under limits of memory and processor time. An operation that writes is
/// not atomic: write to a temporary name and rename.
package struct DiskImageTool: Sendable {
    /// What a run may use.
    package struct Limits: Sendable {
        /// Bytes of address space.
        package var memory: UInt64
        /// Seconds of processor time.
        package var processor: Int
        package var timeout: Duration

        package init(memory: UInt64, processor: Int, timeout: Duration) {
            self.memory = memory
            self.processor = processor
            self.timeout = timeout
        }

        /// For reading a header.
        package static let header = Limits(memory: 1 << 30, processor: 30, timeout: .seconds(60))
        /// For copying whole disks.
        package static let copy = Limits(memory: 4 << 30, processor: 3600, timeout: .seconds(4 * 3600))
    }

    package var program: String
    package var headerLimits: Limits
    package var copyLimits: Limits

    package init(program: String = "qemu-img", headerLimits: Limits = .header, copyLimits: Limits = .copy) {
        self.program = program
        self.headerLimits = headerLimits
        self.copyLimits = copyLimits
    }

    /// What the header says; works on a disk that a guest is using.
    package func describe(_ path: String, format: DiskFormat) async throws -> DiskImageDescription {
        let arguments = ["info", "--output=json", "--force-share", "-f", format.driver, try absolute(path)]
        let result = try await run(arguments, limits: headerLimits)
        guard let answer = try? JSON(parsing: result.stdout), let description = DiskImageDescription(answer) else {
            throw DiskImageError.unreadableAnswer(tool: program)
        }
        return description
    }

    /// Like `describe`, and refuses an image that reads other files or whose disk is larger than `limit` bytes.
    @discardableResult
    package func verify(_ path: String, format: DiskFormat, limit: UInt64? = nil) async throws -> DiskImageDescription {
        let description = try await describe(path, format: format)
        if description.backingFile != nil { throw DiskImageError.backingFile(format: format) }
        if description.dataFile != nil { throw DiskImageError.dataFile(format: format) }
        if description.isCorrupt { throw DiskImageError.unsafe(format: format, reason: "it is marked as corrupt") }
        if let limit, description.virtualSize > limit {
            throw DiskImageError.tooLarge(virtualSize: description.virtualSize, limit: limit)
        }
        return description
    }

    /// Copies a whole disk into another format. `compressed` is for qcow2 and vmdk targets.
    package func convert(
        _ source: String, format: DiskFormat, to target: String, targetFormat: DiskFormat, compressed: Bool = false
    ) async throws {
        var arguments = ["convert", "-f", format.driver, "-O", targetFormat.driver, "-t", "none", "-T", "writeback"]
        if compressed { arguments.append("-c") }
        if targetFormat == .vmdk { arguments += ["-o", "subformat=streamOptimized"] }
        try await run(arguments + [try absolute(source), try absolute(target)], limits: copyLimits)
    }

    /// Makes an empty disk of `size` bytes.
    package func createBlank(_ path: String, format: DiskFormat, size: UInt64) async throws {
        try await run(["create", "-q", "-f", format.driver, try absolute(path), String(size)], limits: headerLimits)
    }

    /// Makes a qcow2 disk that shows `backing` until it is written to; `size` in bytes, nil for the backing's own.
    package func createOverlay(_ path: String, backing: String, backingFormat: DiskFormat, size: UInt64? = nil)
        async throws
    {
        if let size {
            let below = try await describe(backing, format: backingFormat)
            if below.virtualSize > size { throw DiskImageError.tooLarge(virtualSize: below.virtualSize, limit: size) }
        }
        var arguments = ["create", "-q", "-f", "qcow2", "-b", try absolute(backing), "-F", backingFormat.driver]
        arguments.append(try absolute(path))
        if let size { arguments.append(String(size)) }
        try await run(arguments, limits: headerLimits)
    }

    /// Grows a disk to `size` bytes; one that has that size already stays. Never shrinks.
    package func resize(_ path: String, format: DiskFormat, size: UInt64) async throws {
        let now = try await describe(path, format: format).virtualSize
        if now == size { return }
        if now > size { throw DiskImageError.wouldShrink(virtualSize: now, requested: size) }
        try await run(["resize", "-q", "-f", format.driver, try absolute(path), String(size)], limits: headerLimits)
    }

    /// Rewrites the overlay so that it stands alone or on another backing (`nil`: on none).
    package func rebase(_ path: String, backing: String?, backingFormat: DiskFormat?, contentIsEqual: Bool = false)
        async throws
    {
        var arguments = ["rebase", "-q", "-f", "qcow2"]
        if contentIsEqual { arguments.append("-u") }
        arguments += ["-b", try backing.map(absolute) ?? ""]
        if let backingFormat { arguments += ["-F", backingFormat.driver] }
        try await run(arguments + [try absolute(path)], limits: copyLimits)
    }

    /// Whether the file's own tables are sound; leaks do not count.
    package func isSound(_ path: String, format: DiskFormat) async throws -> Bool {
        let arguments = ["check", "--output=json", "-f", format.driver, try absolute(path)]
        let result = try await command(arguments, limits: copyLimits).run()
        guard let answer = try? JSON(parsing: result.stdout) else {
            throw DiskImageError.unreadableAnswer(tool: program)
        }
        let errors = (answer["corruptions"]?.integer ?? 0) + (answer["check-errors"]?.integer ?? 0)
        return errors == 0 && [0, 3].contains(result.status)
    }

    /// Bytes that a copy in `targetFormat` would need.
    package func requiredSize(_ path: String, format: DiskFormat, targetFormat: DiskFormat) async throws -> UInt64 {
        let arguments = [
            "measure", "--output=json", "-f", format.driver, "-O", targetFormat.driver, try absolute(path),
        ]
        let result = try await run(arguments, limits: headerLimits)
        guard let required = (try? JSON(parsing: result.stdout))?["required"]?.integer, required >= 0 else {
            throw DiskImageError.unreadableAnswer(tool: program)
        }
        return UInt64(required)
    }

    @discardableResult
    private func run(_ arguments: [String], limits: Limits) async throws -> CommandResult {
        try await command(arguments, limits: limits).check()
    }

    private func command(_ arguments: [String], limits: Limits) -> Command {
        let limited = ["--as=\(limits.memory)", "--cpu=\(limits.processor)", "--", program]
        return Command("prlimit", limited + arguments, environment: ["LC_ALL": "C"], timeout: limits.timeout)
    }

    /// A relative name could be read as a protocol (`nbd:…`, `json:…`).
    private func absolute(_ path: String) throws -> String {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else { throw DiskImageError.badPath(path) }
        return path
    }
}
