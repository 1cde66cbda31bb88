internal import Domain

/// The source as it was read.
struct SourceData {
    let shop: Shop
    let quality: DataQuality
    /// Over the accepted rows, whatever their order in the source.
    let digest: String
}
