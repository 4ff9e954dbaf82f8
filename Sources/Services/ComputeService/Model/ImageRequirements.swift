import CloudCore
import ServiceClients

/// Whether an image fits into a flavor.
enum ImageRequirements {
    private static let gibibyte: Int64 = 1 << 30

    /// - Throws: 400 in Nova's words.
    static func check(_ image: ImageDescription?, _ flavor: Flavor) throws {
        guard let image else { return }
        guard flavor.memory >= image.minRAM else {
            throw Fault.badRequest("Flavor's memory is too small for requested image.")
        }
        guard flavor.disk > 0 else { return }
        let disk = Int64(flavor.disk) * gibibyte
        guard disk >= image.size else {
            throw Fault.badRequest(
                "Flavor's disk is too small for requested image. Flavor disk is \(disk) bytes, "
                    + "image is \(image.size) bytes."
            )
        }
        let minimum = Int64(image.minDisk) * gibibyte
        guard disk >= minimum else {
            throw Fault.badRequest(
                "Flavor's disk is smaller than the minimum size specified in image metadata. "
                    + "Flavor disk is \(disk) bytes, minimum size is \(minimum) bytes.")
        }
    }
}
