/// \file archived.hpp  What an Archive can take as it is.
#pragma once
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace octosim::engine {

class Archive;

/// Describes its own state: `void archive(Archive& archive) { archive(a_, b_); }`.
template <class T>
concept Archived = requires(T& value, Archive& archive) {
  value.archive(archive);
};

namespace detail {
template <class T>
inline constexpr bool kOneRepresentation =
    std::has_unique_object_representations_v<T> || std::is_same_v<T, float> || std::is_same_v<T, double>;

/// What points elsewhere is trivially copyable too, but means nothing in another process.
template <class T>
struct IsPlain : std::bool_constant<std::is_trivially_copyable_v<T> && kOneRepresentation<T> && !std::is_pointer_v<T> &&
                                    !std::is_member_pointer_v<T> && !Archived<T>> {};
template <class T, std::size_t N>
struct IsPlain<std::array<T, N>> : IsPlain<T> {};
template <class T, std::size_t N>
struct IsPlain<T[N]> : IsPlain<T> {};
template <class T>
struct IsPlain<std::optional<T>> : std::false_type {};
template <class T, std::size_t N>
struct IsPlain<std::span<T, N>> : std::false_type {};
template <class Char, class Traits>
struct IsPlain<std::basic_string_view<Char, Traits>> : std::false_type {};
template <class T>
struct IsPlain<std::reference_wrapper<T>> : std::false_type {};
}  // namespace detail

/// Plain bytes that mean the same in another process, and are the same for the same value: no padding, so that equal
/// states are saved as equal bytes.  A struct without padding but with a pointer, span or view among its members passes
/// unseen: give it an archive() that names the other members.
template <class T>
concept ArchivedAsBytes = detail::IsPlain<T>::value;

}  // namespace octosim::engine
