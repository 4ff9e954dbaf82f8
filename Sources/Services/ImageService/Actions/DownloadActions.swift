import CloudAuth
import CloudCore
import CloudHTTP
import CloudSQL

/// Data on its way out.
struct DownloadActions: Sendable {
    let database: Database
    let access: ImageAccess
    let store: any ImageStore

    /// Bytes of an image, ready to be sent.
    struct Download: Sendable {
        var image: Image
        /// Bytes of the whole data.
        var size: Int64
        /// nil: all of it.
        var range: Range<Int64>?
        var stream: ByteStream
    }

    /// Opens an image's data; nil when there is none yet.
    /// - Parameter choose: which part, told the size in bytes; nil for all.
    func open(
        _ id: String, _ caller: Caller, _ choose: @Sendable (Int64) throws -> Range<Int64>?
    ) async throws -> Download? {
        let access = access
        let image = try await database.read { connection in
            try access.allowed("download_image", id, caller, connection)
        }
        if image.status == .deactivated, !access.isAdmin(caller) {
            throw Fault.forbidden("The requested image has been deactivated. Image data download is forbidden.")
        }
        guard image.status == .active || image.status == .deactivated, let name = image.location, let size = image.size
        else {
            return nil
        }
        do {
            guard try await store.size(of: name) == size else { throw StoreError.missing }
            let range = try choose(size)
            return Download(
                image: image, size: size, range: range, stream: try await store.read(name, range ?? 0..<size))
        } catch let error as StoreError {
            throw Fault(error, image: image.id)
        }
    }
}
