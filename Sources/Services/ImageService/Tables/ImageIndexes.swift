import CloudSQL

/// What is known beforehand of the images' indexes.
enum ImageIndexes {
    /// Most images are active, and private or public: neither tells them apart.
    static let estimates = Migration(
        6, "what indexes of images find", [],
        estimates: [
            IndexEstimate("images", "images_by_status", 900_000),
            IndexEstimate("images", "images_by_visibility", 500_000, 1),
            IndexEstimate("images", "images_by_owner", 10_000, 1),
        ])
}
