import CloudCore
import Crypto
import DiskImageKit
import NIOCore

/// Hashes data and looks at its format while it passes; each on a lane of its own.
struct DigestMeter: Sendable {
    private let md5 = LockedValue(Insecure.MD5())
    private let sha512 = LockedValue(SHA512())
    private let inspector = LockedValue(DiskImageInspector())
    private let first = Lane("md5")
    private let second = Lane("sha512")

    /// Chunks must come one after another.
    func consume(_ bytes: ByteBuffer) async throws {
        async let short: Void = first.run {
            md5.withLock { hash in bytes.withUnsafeReadableBytes { hash.update(bufferPointer: $0) } }
            inspector.withLock { $0.consume(bytes.readableBytesView) }
        }
        async let long: Void = second.run {
            sha512.withLock { hash in bytes.withUnsafeReadableBytes { hash.update(bufferPointer: $0) } }
        }
        _ = try await (short, long)
    }

    /// What was found, once all has passed.
    /// - Parameter format: what the data is declared to be; nil when its format is not looked at.
    /// - Throws: `DiskImageError` for a liar.
    func digest(declared format: DiskFormat?) throws -> ImageDigest {
        let inspector = inspector.withLock { $0 }
        return ImageDigest(
            size: Int64(inspector.size),
            virtualSize: try format.map { Int64(clamping: try inspector.check(declared: $0)) },
            md5: Self.hex(md5.withLock { $0.finalize() }), sha512: Self.hex(sha512.withLock { $0.finalize() }))
    }

    private static func hex(_ digest: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
