namespace Teahouse.Platform.Facts;

/// <summary>How far a listener has come: the last fact that it has had.</summary>
readonly record struct Place(ulong Transaction, long Position);
