import CloudCore
import CloudHTTP
import DiskImageKit
import NIOCore

/// Takes a stream into a store and measures it beside the writing; about two batches are in memory at a time.
struct DataIntake: Sendable {
    private static let batch = 1 << 20

    let writer: any ImageWriter
    /// Bytes at most.
    let limit: Int64
    /// What the data is declared to be; nil when its format is not looked at.
    let format: DiskFormat?

    /// - Throws: `StoreError`, or `DiskImageError` for a liar.
    func run(_ body: Body) async throws -> ImageDigest {
        let meter = DigestMeter()
        var inFlight: Task<Void, any Error>?
        var batch = ByteBuffer()
        var size: Int64 = 0
        do {
            var pieces = body.stream.makeAsyncIterator()
            while let piece = try await Self.next(&pieces) {
                size += Int64(piece.readableBytes)
                guard size <= limit else { throw StoreError.tooLarge(limit: limit) }
                batch.writeImmutableBuffer(piece)
                guard batch.readableBytes >= Self.batch else { continue }
                try await inFlight?.value
                inFlight = ship(batch, meter)
                batch = ByteBuffer()
            }
            if let length = body.length, length != size { throw StoreError.interrupted }
            try await inFlight?.value
            try await ship(batch, meter).value
        } catch {
            _ = await inFlight?.result
            throw error
        }
        return try meter.digest(declared: format)
    }

    private func ship(_ batch: ByteBuffer, _ meter: DigestMeter) -> Task<Void, any Error> {
        let writer = writer
        return Task {
            async let written: Void = writer.append(batch)
            async let measured: Void = meter.consume(batch)
            _ = try await (written, measured)
        }
    }

    private static func next(_ pieces: inout ByteStream.AsyncIterator) async throws -> ByteBuffer? {
        do {
            return try await pieces.next()
        } catch {
            throw StoreError.interrupted
        }
    }
}
