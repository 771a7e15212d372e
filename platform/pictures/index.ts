/** The door to pictures from elsewhere: fetched by the server when somebody asks to see them, never by a browser of ours. */
export { createPictures, type Pictures, type PicturesDeps } from './pictures.ts';
