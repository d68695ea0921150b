// Counts nothing; the real one does. Shows the pictures that wait for scrolling.
window.zjolStat = window.zjolStat || [];
Array.prototype.forEach.call(document.querySelectorAll('img[data-original]'), function (image) {
  image.src = image.getAttribute('data-original');
});
